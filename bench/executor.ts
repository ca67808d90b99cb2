import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCommandSandbox } from '../src/arms/executor/commands/create-command-sandbox.ts'
import { createSandbox } from '../src/arms/executor/create-sandbox.ts'
import type { Sandbox, SandboxRun } from '../src/arms/executor/sandbox.ts'
import { type HostFacts, tryCommands, tryJavaScript, tryPython } from '../tests/support/try-escapes.ts'
import { quantile } from './support/bench-report.ts'
import { runPlainBench, toNumber } from './support/run-bench.ts'

interface Options {
  readonly runs: number
  readonly pause: number
}

type Language = SandboxRun['language']

await runPlainBench<Options>({
  name: 'bench:executor',
  description: 'How long a program takes to run in the sandboxes, first and later ones, and what gets out of them.',
  withOptions: (command) =>
    command
      .option('--runs <count>', 'runs of each kind', toNumber, 15)
      .option('--pause <ms>', 'between warm runs, in which the pool fills up', toNumber, 1_500),
  measure,
})

async function measure({ runs, pause }: Options, { progress }: { progress(text: string): void }) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  const commands = createCommandSandbox({ allowed: ['true', 'sh'] })
  try {
    progress('Python without a snapshot')
    const first = await times(runs, () => inFreshPool('python', join(folder, 'none')))
    await makeSnapshot(folder)
    const rows = [['Python, cold, no snapshot yet', ...shares(first)]]
    for (const language of ['python', 'javascript'] as const) {
      progress(language)
      rows.push(...(await rowsOf(language, folder, { runs, pause })))
    }
    const refusal = await commands.check()
    const ran = refusal ? [] : await times(runs, () => commands.run({ argv: ['true'] }))
    rows.push(['a command (`true`)', ...(refusal ? ['no bubblewrap', ''] : shares(ran))])
    progress('escapes')
    const escapes = await tryEscapes(folder, refusal === null ? commands : null)
    return report(rows, escapes)
  } finally {
    await commands.close()
    await rm(folder, { recursive: true })
  }
}

async function rowsOf(language: Language, snapshotFolder: string, { runs, pause }: Options) {
  const name = language === 'python' ? 'Python' : 'JavaScript'
  const cold = await times(runs, () => inFreshPool(language, snapshotFolder))
  const sandbox = createSandbox({ idle: 1, snapshotFolder })
  try {
    await sandbox.run({ language, code: '' })
    const warm = await times(
      runs,
      () => sandbox.run({ language, code: '' }),
      () => sleep(pause),
    )
    const inRow = await times(runs, () => sandbox.run({ language, code: '' }))
    return [
      [`${name}, cold`, ...shares(cold)],
      [`${name}, warm`, ...shares(warm)],
      [`${name}, one after the other without a pause`, ...shares(inRow)],
    ]
  } finally {
    await sandbox.close()
  }
}

async function inFreshPool(language: Language, snapshotFolder: string): Promise<void> {
  const sandbox = createSandbox({ idle: 0, snapshotFolder })
  await sandbox.run({ language, code: '' })
  await sandbox.close()
}

async function makeSnapshot(snapshotFolder: string): Promise<void> {
  const sandbox = createSandbox({ idle: 1, snapshotFolder })
  await sandbox.run({ language: 'python', code: '' })
  while (!(await readdir(snapshotFolder)).some((name) => name.endsWith('.snapshot'))) await sleep(100)
  await sandbox.close()
}

async function times(runs: number, run: () => Promise<unknown>, before: () => Promise<unknown> = async () => {}) {
  const samples: number[] = []
  for (let n = 0; n < runs; n += 1) {
    await before()
    const startedAt = performance.now()
    await run()
    samples.push(performance.now() - startedAt)
  }
  return samples
}

function shares(samples: readonly number[]): string[] {
  return [0.5, 0.95].map((share) => quantile(samples, share).toFixed(0))
}

interface Tried {
  readonly where: string
  readonly outcomes: Readonly<Record<string, string>>
}

/** Last, because it opens the folder to everybody: what the command sandbox hides is to be there. */
async function tryEscapes(folder: string, commands: ReturnType<typeof createCommandSandbox> | null): Promise<Tried[]> {
  const listener = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  const bystander = spawn('sleep', ['600'])
  const sandbox: Sandbox = createSandbox({ idle: 0 })
  try {
    await chmod(folder, 0o777)
    await writeFile(join(folder, 'secret.txt'), 'a secret of the host')
    const address = listener.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const facts: HostFacts = { folder, port, pid: bystander.pid ?? 0 }
    return [
      { where: 'Python', outcomes: await tryPython(sandbox, facts) },
      { where: 'JavaScript', outcomes: await tryJavaScript(sandbox, facts) },
      ...(commands ? [{ where: 'commands', outcomes: await tryCommands(commands, facts) }] : []),
    ]
  } finally {
    await sandbox.close()
    bystander.kill()
    listener.close()
  }
}

function report(rows: string[][], tried: readonly Tried[]) {
  const got = tried.map(({ where, outcomes }) => {
    const reached = Object.values(outcomes).filter((outcome) => outcome.startsWith('REACHED'))
    return [where, Object.keys(outcomes).length, reached.length]
  })
  const total = (at: 1 | 2) => got.reduce((sum, row) => sum + Number(row[at]), 0)
  return {
    tables: [
      { title: 'An empty program, from the call to the result', columns: ['', 'p50 ms', 'p95 ms'], rows },
      { title: 'Ways out', columns: ['', 'tried', 'succeeded'], rows: [...got, ['together', total(1), total(2)]] },
    ],
    goals: [{ what: 'no way out succeeds', met: total(2) === 0 }],
    notes: [],
  }
}
