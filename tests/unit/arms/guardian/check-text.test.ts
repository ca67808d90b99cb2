import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { checkText } from '../../../../src/arms/guardian/check-text.ts'
import { CheckRequest } from '../../../../src/contracts/check.ts'
import { createReflex } from '../../../../src/reflex/create-reflex.ts'

const rules = [{ id: 'no-kraken', severity: 'error', pattern: /kraken/i } as const]
const check = (request: z.input<typeof CheckRequest>, reflex = createReflex()) =>
  checkText(CheckRequest.parse(request), { reflex, rules })

describe('the guardian on a text', () => {
  it('redacts personal data, says where it stood and never what it was', () => {
    const text = 'Write to jane.doe@example.org today'
    const checked = check({ text })
    expect(checked).toMatchObject({
      safe: true,
      riskLevel: 'none',
      issues: [{ type: 'pii', rule: 'email', riskLevel: 'high', redacted: true, position: { start: 9, end: 29 } }],
    })
    expect(JSON.stringify(checked)).not.toContain('jane.doe')
  })

  it('takes a text with personal data left in it for unsafe', () => {
    const text = 'Write to jane.doe@example.org today'
    expect(check({ text, redactPii: false })).toMatchObject({ safe: false, riskLevel: 'high', sanitizedText: text })
    expect(check({ text, redactPii: false, blockOnHighRisk: false })).toMatchObject({ safe: true, riskLevel: 'high' })
  })

  it('weighs an attack by where the text ends up', () => {
    const text = `name' OR '1'='1`
    expect(check({ text })).toMatchObject({ safe: true, riskLevel: 'medium' })
    expect(check({ text, context: 'sql' })).toMatchObject({
      safe: false,
      riskLevel: 'high',
      issues: [{ type: 'content', rule: 'sql_injection', position: null }],
    })
  })

  it('runs the stages that were asked for, and no others', () => {
    const text = 'jane.doe@example.org releases the Kraken <script>alert(1)</script>'
    expect(check({ text, checkTypes: ['content'] }).issues.map(({ type }) => type)).toEqual(['content'])
    expect(check({ text, checkTypes: ['policy', 'pii'] }).issues.map(({ type }) => type)).toEqual(['pii', 'policy'])
    expect(check({ text }).issues).toHaveLength(3)
  })

  it('finds what a rule forbids unsafe, also when high risks are let through', () => {
    expect(check({ text: 'the Kraken', blockOnHighRisk: false })).toMatchObject({ safe: false })
  })

  it('refuses personal data altogether where the policy does', () => {
    const reflex = createReflex({ pii: 'block' })
    expect(check({ text: 'Write to jane.doe@example.org' }, reflex)).toMatchObject({ safe: false })
  })
})
