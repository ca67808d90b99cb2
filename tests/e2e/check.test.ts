import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'

let octollm: Octollm
beforeAll(async () => {
  octollm = await createOctollm()
})
afterAll(() => octollm.remove())

const RULES = `rules:
  - id: no-kraken
    severity: error
    pattern: kraken
    ignore_case: true
    tests: { finds: [the Kraken], passes: [the octopus] }
`

describe('octollm check', () => {
  it('says what is found in texts and whether they may go out, and never what it is', async () => {
    const rules = await octollm.file('rules.yaml', RULES)
    const clean = await octollm.file('clean.txt', 'Write to jane.doe@example.org')
    const { code, stdout } = await octollm.run(['check', '--rules', rules, clean, '-'], {}, 'The Kraken is near')
    expect(code).toBe(1)
    expect(stdout).toMatch(/✓ .*clean\.txt: safe, risk left: none\n {4}pii {6}email at 9–29 \(high, redacted\)/)
    expect(stdout).toMatch(/✗ standard input: not safe, risk left: high\n {4}policy {3}no-kraken \(high\)/)
    expect(stdout).not.toContain('jane.doe')
  })

  it('runs the tests of the rules first', async () => {
    const rules = await octollm.file('broken.yaml', RULES.replace('the octopus', 'my kraken'))
    const { code, stderr } = await octollm.run(['check', '--rules', rules], {}, 'text')
    expect(code).toBe(2)
    expect(stderr).toContain('no-kraken: tests.passes[0] is found')
  })

  it('says what to do about a file that cannot be read, and one that is too long', async () => {
    const none = await octollm.run(['check', 'none.txt'])
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('Name a text file that exists') })
    const long = await octollm.run(['check', '--json'], {}, 'x'.repeat(50_001))
    expect(long).toMatchObject({ code: 2, stderr: expect.stringContaining('1 to 50,000 characters') })
  })
})
