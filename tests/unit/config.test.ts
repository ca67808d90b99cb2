import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'

/** The variables of .env.example with the value that each is shown with. */
const shown = [...readFileSync('.env.example', 'utf8').matchAll(/^# ([A-Z][A-Z_]+)=([^#\n]*)/gm)].map(
  ([, name = '', value = '']): [string, string] => [name, value.trim()],
)

/** The names in the schema of the environment, and in those of its parts. */
const read = ['src/config.ts', ...globSync('src/arms/*/settings.ts')]
  .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)])
  .map(([, name]) => name)

const problemsOf = (env: Record<string, string>): string => {
  try {
    loadConfig(env)
    return 'none'
  } catch (error) {
    return error instanceof TypeError ? error.message : `not a TypeError: ${error}`
  }
}

describe('the configuration', () => {
  it('needs nothing: every variable has a default', () => {
    expect(loadConfig({})).toMatchObject({
      databaseUrl: null,
      model: null,
      port: 8000,
      host: '127.0.0.1',
      worker: true,
    })
  })

  it('reads every variable of .env.example, and .env.example shows every variable that is read', () => {
    expect(shown.map(([name]) => name).sort()).toEqual([...read].sort())
  })

  it('has the defaults that .env.example shows', () => {
    const examples = new Set(['DATABASE_URL', 'OPENAI_BASE_URL'])
    const env = Object.fromEntries(shown.filter(([name]) => !examples.has(name)))
    expect(loadConfig(env)).toEqual(loadConfig({}))
  })

  it('takes the examples that .env.example shows', () => {
    expect(loadConfig(Object.fromEntries(shown))).toMatchObject({
      databaseUrl: 'postgres://user:password@localhost:5432/octollm',
      model: { baseUrl: 'http://localhost:11434/v1', name: 'gpt-4o-mini' },
    })
  })

  it('says which vault key is wrong, and quotes none', () => {
    const key = 'c2hvcnQgc2VjcmV0IGtleQ=='
    expect(problemsOf({ OCTOLLM_VAULT_KEYS: `k1:${key}` })).toContain(
      'OCTOLLM_VAULT_KEYS: the key "k1" must be 32 bytes',
    )
    expect(problemsOf({ OCTOLLM_VAULT_KEYS: `k1:${key}` })).not.toContain(key)
  })

  it('lists every problem at once, each with its variable and what is allowed', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://localhost',
      OPENAI_BASE_URL: 'ftp://localhost',
      PORT: '65536',
      OCTOLLM_HOST: '0.0.0.0',
      OCTOLLM_RATE_TIER: 'gold',
      OCTOLLM_TRUST_PROXY: 'true',
      OCTOLLM_SCHEMA: 'Octo"; drop',
      OCTOLLM_WORKER: 'perhaps',
      OCTOLLM_CONCURRENCY: '1.5',
      OCTOLLM_APPROVE_ABOVE_USD: '-1',
      OCTOLLM_LOG_LEVEL: 'loud',
    })
    expect(problems.split('\n').slice(1, -1)).toEqual([
      '  DATABASE_URL: must start with postgres://, e.g. postgres://user:password@localhost:5432/octollm',
      '  OPENAI_BASE_URL: must be an http(s) URL, e.g. http://localhost:11434/v1',
      '  PORT: must be a whole number from 0 to 65535',
      '  OCTOLLM_HOST: must be 127.0.0.1, ::1 or localhost: there is no authentication yet',
      '  OCTOLLM_RATE_TIER: must be one of free, basic, pro, enterprise, unlimited',
      '  OCTOLLM_TRUST_PROXY: must be how many proxies there are, or their addresses: 10.0.0.7, 10.0.0.0/8, loopback',
      '  OCTOLLM_SCHEMA: must be lower-case letters, digits and "_"',
      '  OCTOLLM_WORKER: must be true or false',
      '  OCTOLLM_CONCURRENCY: must be a whole number from 1 to 100',
      '  OCTOLLM_APPROVE_ABOVE_USD: must be 0 or more',
      '  OCTOLLM_LOG_LEVEL: must be one of debug, info, warn, error, silent',
    ])
  })

  it('says how to write a password that makes DATABASE_URL no URL, without showing it', () => {
    const problems = problemsOf({ DATABASE_URL: 'postgres://octo:ge#heim/1@localhost:5432/octollm' })
    expect(problems).toContain('%23')
    expect(problems).not.toContain('heim')
  })

  it('limits nothing until told to, and users as clients unless told otherwise', () => {
    expect(loadConfig({}).rateTiers).toEqual({ client: 'unlimited', user: 'unlimited', global: 'unlimited' })
    const tiers = loadConfig({ OCTOLLM_RATE_TIER: 'free', OCTOLLM_RATE_TIER_GLOBAL: 'pro' }).rateTiers
    expect(tiers).toEqual({ client: 'free', user: 'free', global: 'pro' })
    expect(loadConfig({ OCTOLLM_RATE_TIER_USER: 'basic' }).rateTiers).toMatchObject({
      client: 'unlimited',
      user: 'basic',
    })
  })

  it.each([
    ['2', 2],
    ['loopback, 10.0.0.0/8, 2001:db8::1', ['loopback', '10.0.0.0/8', '2001:db8::1']],
  ])('trusts the proxies %s', (text, proxies) => {
    expect(loadConfig({ OCTOLLM_TRUST_PROXY: text }).trustProxy).toEqual(proxies)
  })

  it.each(['everybody', '10.0.0.0/33', '10.0.0.0/8/8', '100', ''])('trusts no proxies called %j', (text) => {
    expect(problemsOf({ OCTOLLM_TRUST_PROXY: text })).toMatch(text === '' ? 'none' : 'OCTOLLM_TRUST_PROXY')
  })

  it('never repeats a value, which may be a password', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://octo:geheim@localhost', PORT: 'geheim' })).not.toContain('geheim')
  })

  it('takes an empty variable for none', () => {
    expect(loadConfig({ DATABASE_URL: '', OPENAI_API_KEY: '', PORT: '' })).toEqual(loadConfig({}))
  })

  it('names OCTOLLM_ variables that nothing reads, and leaves the names of others alone', () => {
    expect(loadConfig({ OCTOLLM_PROT: '1', HOME: '/', NODE_ENV: 'test' }).unknownNames).toEqual(['OCTOLLM_PROT'])
  })

  it.each([{ OPENAI_API_KEY: 'key' }, { OPENAI_BASE_URL: 'http://localhost:1/v1' }])('has a model with %j', (env) => {
    expect(loadConfig(env).model?.name).toBe('gpt-4o-mini')
  })
})
