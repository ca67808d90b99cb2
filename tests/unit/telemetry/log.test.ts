import { describe, expect, it } from 'vitest'
import { createJsonLog, type Logger } from '../../../src/telemetry/log.ts'

function createReadableLog(): { log: Logger; lines: Record<string, unknown>[]; text: () => string } {
  const written: string[] = []
  const log = createJsonLog({ stream: { write: (line) => void written.push(line) } })
  return {
    log,
    get lines() {
      return written.map((line) => JSON.parse(line))
    },
    text: () => written.join(''),
  }
}

describe('the JSON log', () => {
  it('writes one JSON object per line with time, level, message and fields', () => {
    const readable = createReadableLog()
    readable.log.info({ task_id: 'a' }, 'task.started')
    readable.log.error({ task_id: 'b' }, 'task.failed')
    expect(readable.lines).toMatchObject([
      { level: 'info', message: 'task.started', task_id: 'a' },
      { level: 'error', message: 'task.failed', task_id: 'b' },
    ])
    expect(readable.lines[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it('repeats the fields of a child on each of its lines', () => {
    const readable = createReadableLog()
    const child = readable.log.child({ task_id: 'a' }).child({ step_id: 2 })
    child.warn({ tries: 1 }, 'step.retried')
    expect(readable.lines).toMatchObject([{ level: 'warn', task_id: 'a', step_id: 2, tries: 1 }])
  })

  it.each([
    ['a header', { headers: { Authorization: 'Bearer s3cr3t-value' } }],
    ['a list of headers', { headers: { 'set-cookie': ['sid=s3cr3t-value'] } }],
    ['an API key in snake case', { api_key: 's3cr3t-value' }],
    ['an API key in camel case', { model: { apiKey: 's3cr3t-value' } }],
    ['an API key header', { 'X-API-Key': 's3cr3t-value' }],
    ['the secret of a webhook', { webhook: { secret: 's3cr3t-value' } }],
    ['a token', { token: 's3cr3t-value' }],
    ['a password in a connection string', { url: 'postgres://app:s3cr3t-value@db/octollm' }],
    ['a password in a query', { url: 'postgres://db/octollm?user=app&password=s3cr3t-value' }],
    ['a database URL by name', { DATABASE_URL: 's3cr3t-value' }],
    ['a bearer token in a text', { note: 'sent Authorization: Bearer s3cr3t-value' }],
    ['a list', { hosts: [{ password: 's3cr3t-value' }] }],
    ['the message of an error', { error: new Error('connect postgres://app:s3cr3t-value@db/x failed') }],
    ['the cause of an error', { error: new Error('x', { cause: new Error('redis://:s3cr3t-value@cache failed') }) }],
    ['a thing that is deep', { a: { b: { c: { d: { e: { f: { g: { h: 's3cr3t-value' } } } } } } } }],
  ])('hides a secret in %s', (_, fields) => {
    const { log, text } = createReadableLog()
    log.info(fields, 'thing.happened')
    log.child(fields).info({}, 'thing.happened')
    expect(text()).toContain('thing.happened')
    expect(text()).not.toContain('s3cr3t-value')
  })

  it('hides well-known keys wherever they stand in a text', () => {
    const { log, text } = createReadableLog()
    const keys = ['sk-proj-abcdefghijklmnop1234', 'ghp_abcdefghijklmnopqrstuvwxyz', 'eyJhbGciOiJIUzI1.eyJzdWIiOiIx.abc']
    log.info({ note: `refused ${keys.join(' and ')}` }, 'thing.happened')
    expect(keys.filter((key) => text().includes(key))).toEqual([])
  })

  it('keeps what is no secret: counts of tokens, plain URLs, ids', () => {
    const readable = createReadableLog()
    readable.log.info({ tokens: 5, max_token: 7, url: 'http://arm:9000/execute', key: 'a' }, 'thing.happened')
    expect(readable.lines).toMatchObject([{ tokens: 5, max_token: 7, url: 'http://arm:9000/execute', key: 'a' }])
  })

  it('tells of an error its name, code, message, stack and cause, and not the row it quotes', () => {
    const readable = createReadableLog()
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(ann@example.org)' })
    readable.log.error({ error: new TypeError('no', { cause }) }, 'thing.failed')
    expect(readable.lines).toMatchObject([
      { error: { name: 'TypeError', message: 'no', cause: { code: '23505', message: 'duplicate key' } } },
    ])
    expect(readable.text()).toContain('log.test.ts')
    expect(readable.text()).not.toContain('ann@example.org')
  })
})
