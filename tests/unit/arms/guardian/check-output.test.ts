import { describe, expect, it } from 'vitest'
import { checkOutput } from '../../../../src/arms/guardian/check-output.ts'
import { createReflex } from '../../../../src/reflex/create-reflex.ts'

const reflex = createReflex()
const check = (value: unknown) => checkOutput(value, { reflex })
// Put together here so that no scanner takes this file for a leak.
const GITHUB_TOKEN = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`

describe('checkOutput', () => {
  it('finds nothing in plain results and gives them back as they are', () => {
    const value = { answer: 'The sum is 6.', rows: [1, null, true, { name: 'total' }] }
    expect(check(value)).toEqual({ safe: true, issues: [], sanitized: value })
  })

  it('redacts personal data wherever it stands and says where', () => {
    const { safe, issues, sanitized } = check({ people: [{ note: 'write to jane.doe@example.org' }] })
    expect(safe).toBe(true)
    expect(issues).toEqual([{ stage: 'pii', rule: 'email', severity: 'warning', path: '/people/0/note' }])
    expect(JSON.stringify(sanitized)).not.toContain('jane.doe')
  })

  it('redacts secrets in a stage of their own', () => {
    const { issues, sanitized } = check(`token: ${GITHUB_TOKEN}`)
    expect(issues).toEqual([{ stage: 'secrets', rule: 'secret_github', severity: 'warning', path: '' }])
    expect(sanitized).not.toContain(GITHUB_TOKEN)
  })

  it('never repeats a value in its issues', () => {
    const { issues } = check({ 'jane.doe@example.org': GITHUB_TOKEN, sql: "' OR 1=1 --" })
    expect(issues.map(({ stage }) => stage)).toEqual(['pii', 'secrets', 'content'])
    const told = JSON.stringify(issues)
    for (const value of ['jane', GITHUB_TOKEN.slice(0, 12), 'OR 1']) expect(told).not.toContain(value)
  })

  it('is unsafe when the policy blocks personal data', () => {
    const strict = createReflex({ pii: 'block' })
    const { safe, issues } = checkOutput('write to jane.doe@example.org', { reflex: strict })
    expect([safe, issues[0]?.severity]).toEqual([false, 'error'])
  })

  it('looks for content in what redaction left, not in what was there', () => {
    const { issues } = check({ href: 'https://user:javascript:alert@example.org/' })
    expect(issues.map(({ stage }) => stage)).not.toContain('content')
  })

  it.each([
    ['sql_injection', "the attacker sends ' OR '1'='1"],
    ['sql_injection', "x'; DROP TABLE users"],
    ['sql_injection', "1' UNION ALL SELECT password FROM users"],
    ['xss', 'write <script>alert(1)</script> into the page'],
    ['xss', '<img src=x onerror=alert(1)>'],
    ['xss', '[click](javascript:alert(1))'],
    ['path_traversal', 'open ../../secret'],
    ['path_traversal', '..%2fsecret'],
  ])('warns of %s in a text and lets it pass: %s', (rule, text) => {
    expect(check({ answer: text })).toMatchObject({
      safe: true,
      issues: [{ stage: 'content', rule, severity: 'warning', path: '/answer' }],
      sanitized: { answer: text },
    })
  })

  it.each([
    ['sql_injection', { sql: "select * from users where name = '' or '1'='1'" }, '/sql'],
    ['xss', { html: '<p onclick="steal()">hi</p>' }, '/html'],
    ['xss', { links: [{ href: ' JavaScript:alert(1)' }] }, '/links/0/href'],
    ['xss', { url: 'data:text/html,<b>hi</b>' }, '/url'],
    ['path_traversal', { path: ['ok.txt', 'a/../../b'] }, '/path/1'],
    ['path_traversal', { artifacts: [{ name: '../.bashrc', content: 'x' }] }, '/artifacts/0/name'],
  ])('is unsafe with %s where it would be carried out: %j', (rule, value, path) => {
    expect(check(value)).toMatchObject({
      safe: false,
      issues: [{ stage: 'content', rule, severity: 'error', path }],
    })
  })

  it.each([
    { answer: 'Select the rows and drop the table of contents; it is or was fine.' },
    { answer: 'Use the "or" operator, <b>not</b> and.' },
    { code: 'import x from "../contracts/x.ts"\nconst ratio = a / b' },
    { url: 'https://example.org/scripts?a=1', path: 'reports/2026..final.csv', sql: 'select 1 where a = 2 or b = 3' },
    { html: '<p class="on">once = 1</p>' },
  ])('finds no attack in %j', (value) => {
    expect(check(value)).toMatchObject({ safe: true, issues: [] })
  })

  it('keeps the rules of the deployment, in their order', () => {
    const rules = [
      { id: 'no_project_names', pattern: /project bluebird/i, severity: 'warning', replacement: '[PROJECT]' },
      { id: 'no_bluebird', pattern: /bluebird/i, severity: 'error' },
    ] as const
    const first = checkOutput({ a: 'Project Bluebird, project bluebird' }, { reflex, rules })
    expect(first).toEqual({
      safe: true,
      issues: [{ stage: 'policy', rule: 'no_project_names', severity: 'warning', path: '/a' }],
      sanitized: { a: '[PROJECT], [PROJECT]' },
    })
    expect(checkOutput({ a: 'the bluebird' }, { reflex, rules })).toMatchObject({
      safe: false,
      issues: [{ rule: 'no_bluebird', severity: 'error' }],
    })
  })

  it('reports one finding of a kind once for a place', () => {
    const { issues } = check('a@example.org, b@example.org, c@example.org')
    expect(issues).toHaveLength(1)
  })
})
