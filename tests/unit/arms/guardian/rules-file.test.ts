import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkOutput } from '../../../../src/arms/guardian/check-output.ts'
import { readGuardianRules } from '../../../../src/arms/guardian/rules-file.ts'
import { createReflex } from '../../../../src/reflex/create-reflex.ts'

const folder = mkdtempSync(join(tmpdir(), 'octollm-guardian-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(text: string): string {
  const file = join(folder, 'rules.yaml')
  writeFileSync(file, text)
  return file
}

const RULES = String.raw`
description: What must not leave the house.
rules:
  - id: internal-address
    severity: error
    pattern: '\bhttps?://[a-z0-9.-]{1,80}\.corp\.example\b'
    ignore_case: true
    tests:
      finds: ['see http://wiki.corp.example/x', 'HTTPS://A.CORP.EXAMPLE']
      passes: ['see https://example.com/corp']
  - id: project-name
    pattern: '\bProject Kraken\b'
    replacement: '[PROJECT]'
    tests: { finds: ['Project Kraken starts in May'] }
`

describe('the guardian’s rules in a file', () => {
  it('find, replace and forbid as they say', async () => {
    const rules = await readGuardianRules(write(RULES))
    const reflex = createReflex()
    expect(checkOutput({ answer: 'Project Kraken and Project Kraken' }, { reflex, rules })).toMatchObject({
      safe: true,
      issues: [{ stage: 'policy', rule: 'project-name', severity: 'warning', path: '/answer' }],
      sanitized: { answer: '[PROJECT] and [PROJECT]' },
    })
    expect(checkOutput({ answer: 'on https://Wiki.corp.example' }, { reflex, rules })).toMatchObject({
      safe: false,
      issues: [{ rule: 'internal-address', severity: 'error' }],
    })
  })

  it('bring tests of their own, and one that fails stops the start with its place', async () => {
    const broken = RULES.replace("passes: ['see https://example.com/corp']", "passes: ['http://x.corp.example']")
    await expect(readGuardianRules(write(broken))).rejects.toThrow(/internal-address: tests\.passes\[0\] is found/)
    const blind = RULES.replace("finds: ['Project Kraken starts", "finds: ['project kraken starts")
    await expect(readGuardianRules(write(blind))).rejects.toThrow(/project-name: tests\.finds\[0\] is not found/)
  })

  it.each([
    ['a pattern that a text can make slow', "pattern: '(a|b)+c'", /repeats without end: give it an upper bound/],
    ['no pattern', "pattern: '('", /is no regular expression/],
    ['a pattern that fits everything', "pattern: 'x?'", /fits the empty text/],
    ['an unknown field', "pattern: 'x'\n    colour: red", /colour/],
  ])('refuse %s', async (_, line, message) => {
    const file = write(`rules:\n  - id: one\n    ${line}\n    tests: { finds: ['x'] }\n`)
    await expect(readGuardianRules(file)).rejects.toThrow(message)
  })

  it('have names of their own', async () => {
    const twice = RULES.replace('id: project-name', 'id: internal-address')
    await expect(readGuardianRules(write(twice))).rejects.toThrow(/internal-address: is there twice/)
  })
})
