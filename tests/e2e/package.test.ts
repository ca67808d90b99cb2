import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const { '@langchain/core': core, '@langchain/langgraph': langgraph, ...own } = manifest.devDependencies

/** A project as its user has it: the packed package, its peers, TypeScript. */
const PROJECT = {
  name: 'fresh-project',
  private: true,
  type: 'module',
  dependencies: {
    octollm: `file:octollm-${manifest.version}.tgz`,
    '@langchain/core': core,
    '@langchain/langgraph': langgraph,
  },
  devDependencies: { typescript: own.typescript, '@types/node': own['@types/node'] },
  overrides: { '@langchain/langgraph-sdk': own['@langchain/langgraph-sdk'] },
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2025',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: ['node'],
  },
  include: ['app.ts'],
}

const APP = `
import { createOctoGraph, defineArm, octoTool } from 'octollm'
import { serveArm } from 'octollm/arm-server'
import { connect, migrate } from 'octollm/postgres'
import { createReflex } from 'octollm/reflex'
import { createApp } from 'octollm/server'
import { z } from 'zod'

const shout = defineArm({
  id: 'shout',
  name: 'Shout',
  version: '1.0.0',
  description: 'Writes a text in capitals.',
  capabilities: ['shouting'],
  costTier: 1,
  inputSchema: z.object({ text: z.string() }),
  outputSchema: z.object({ text: z.string() }),
  maxConcurrent: 1,
  sideEffects: false,
  actsOnWorld: false,
  async execute({ text }) {
    return { output: { text: text.toUpperCase() }, confidence: 1 }
  },
})

const graph = createOctoGraph({ arms: [shout] })
const code = 'result = sum(range(1, 11))'
const { answer, outcome } = await graph.invoke({ goal: 'Compute the sum of one to ten', context: { code } })
const parts = [connect, migrate, createReflex, createApp, serveArm].map((part) => typeof part)
console.log(JSON.stringify({ status: outcome?.status, answer, tool: octoTool(graph).name, parts }))
`

let octollm: Octollm

// How this machine reaches the registry: some are told by the environment.
const NETWORK =
  /^(?:https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_(?:file|dir)|npm_config_(?:registry|cafile|cache|userconfig|globalconfig|proxy|https_proxy))$/i
const network = Object.fromEntries(Object.entries(process.env).filter(([name]) => NETWORK.test(name)))

const inFolder = (folder: string, command: string, ...args: string[]) =>
  spawnSync(command, args, { cwd: folder, env: { ...network, ...octollm.env }, encoding: 'utf8' })
const inProject = (command: string, ...args: string[]) => inFolder(octollm.folder, command, ...args)

beforeAll(async () => {
  octollm = await createOctollm({}, [join('node_modules', '.bin', 'octollm')])
  const packed = spawnSync('npm', ['pack', '--pack-destination', octollm.folder], { encoding: 'utf8' })
  if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.stderr}`)
  await octollm.file('package.json', JSON.stringify(PROJECT))
  await octollm.file('tsconfig.json', JSON.stringify(TSCONFIG))
  await octollm.file('app.ts', APP)
  const installed = inProject('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund')
  if (installed.status !== 0) throw new Error(`npm install failed: ${installed.stderr}`)
}, 240_000)
afterAll(() => octollm.remove())

describe('the package, installed in another project', { timeout: 120_000 }, () => {
  it('brings every declaration that its own refer to, and type-checks a program that uses them', () => {
    const { stdout } = inProject(join('node_modules', '.bin', 'tsc'), '-p', '.')
    const isMissing = /^node_modules\/octollm\/.*(TS2307|TS7016)/
    expect(stdout.split('\n').filter((line) => line.startsWith('app.ts') || isMissing.test(line))).toEqual([])
  })

  it('offers every entry, and runs given code to completion without a model', () => {
    const { stdout, stderr } = inProject(process.execPath, 'app.ts')
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      status: 'completed',
      answer: expect.stringContaining('55'),
      tool: 'run_task',
      parts: Array.from({ length: 5 }, () => 'function'),
    })
  })

  it('gives no way to what is inside', () => {
    const { stderr } = inProject(process.execPath, '--eval', 'await import("octollm/dist/config.js")')
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })

  it('says its version and that nothing is missing', async () => {
    expect(inProject('npx', 'octollm', '--version')).toMatchObject({ status: 0, stdout: `${manifest.version}\n` })
    const { code, stdout } = await octollm.run(['doctor', '--json'])
    expect(JSON.parse(stdout).filter(({ ok }: { ok: boolean }) => !ok)).toEqual([])
    expect(code).toBe(0)
  })

  it('serves on the embedded Postgres, and runs what it is given', async () => {
    const server = await octollm.serve()
    const response = await fetch(new URL('/submit?wait=60', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ goal: 'Compute the sum of one to ten', context: { code: 'result = sum(range(1, 11))' } }),
    })
    expect(await response.json()).toMatchObject({ status: 'completed' })
    expect(await server.stop()).toBe(0)
  })
})

describe('octollm arm new, npm install, npm test, with the installed package', { timeout: 240_000 }, () => {
  const make = (name: string, kind: string) => {
    const made = inProject(join('node_modules', '.bin', 'octollm'), 'arm', 'new', name, '--kind', kind)
    expect(made).toMatchObject({ status: 0, stderr: '' })
    return join(octollm.folder, name)
  }
  const passed = ({ status, stdout, stderr }: ReturnType<typeof inFolder>) => {
    expect(status, stdout + stderr).toBe(0)
    return stdout
  }

  it('passes untouched in a new folder, type-checks, and does its step of a task', () => {
    const folder = make('demo', 'in-process')
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    expect(dependencies.octollm).toBe(`file:../octollm-${manifest.version}.tgz`)
    passed(inFolder(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'))
    expect(passed(inFolder(folder, 'npm', 'test'))).toContain('7 passed')
    passed(inFolder(folder, 'npm', 'run', 'check'))
    expect(passed(inFolder(folder, 'npm', 'start'))).toContain('"words": 9')
  })

  it('passes untouched where the arm is served, which needs the same packages', async () => {
    const folder = make('demo-http', 'http')
    const packagesOf = (name: string) => {
      const { dependencies, devDependencies } = JSON.parse(
        readFileSync(join(octollm.folder, name, 'package.json'), 'utf8'),
      )
      return { dependencies, devDependencies }
    }
    expect(packagesOf('demo-http')).toEqual(packagesOf('demo'))
    await symlink(join(octollm.folder, 'demo', 'node_modules'), join(folder, 'node_modules'))
    expect(passed(inFolder(folder, 'npm', 'test'))).toContain('20 passed')
    passed(inFolder(folder, 'npm', 'run', 'check'))
  })
})
