import { describe, expect, it } from 'vitest'
import { ExecutorVariables, toExecutorSettings } from '../../../../src/arms/executor/settings.ts'

const read = (env: Record<string, string>) => toExecutorSettings(ExecutorVariables.parse(env))

describe('the settings of the executor', () => {
  it('allow nothing by default', () => {
    expect(read({})).toEqual({
      idle: 1,
      parallel: null,
      packages: null,
      commands: [],
      httpHosts: [],
      privateNetworks: [],
    })
  })

  it('take lists with commas and spaces', () => {
    const env = {
      OCTOLLM_COMMANDS: 'git, ls ,',
      OCTOLLM_HTTP_HOSTS: 'a.net, *.b.net:8443',
      OCTOLLM_HTTP_PRIVATE_NETWORKS: '10.0.0.0/8',
      OCTOLLM_SANDBOX_IDLE: '0',
      OCTOLLM_SANDBOX_PARALLEL: '2',
      OCTOLLM_PYODIDE_PACKAGES: '/srv/wheels',
    }
    expect(read(env)).toEqual({
      idle: 0,
      parallel: 2,
      packages: '/srv/wheels',
      commands: ['git', 'ls'],
      httpHosts: ['a.net', '*.b.net:8443'],
      privateNetworks: ['10.0.0.0/8'],
    })
  })

  it.each([
    ['OCTOLLM_COMMANDS', '/bin/ls', 'no plain name of a program'],
    ['OCTOLLM_COMMANDS', 'ls -la', 'no plain name of a program'],
    ['OCTOLLM_HTTP_HOSTS', '*', 'is no host'],
    ['OCTOLLM_HTTP_PRIVATE_NETWORKS', '10.0.0.0/99', 'is no network'],
    ['OCTOLLM_SANDBOX_IDLE', '-1', 'whole number from 0 to 32'],
  ])('say what is wrong with %s=%s', (name, value, message) => {
    const parsed = ExecutorVariables.safeParse({ [name]: value })
    expect(parsed.error?.issues).toMatchObject([{ path: [name], message: expect.stringContaining(message) }])
  })
})
