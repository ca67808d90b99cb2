import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { styleText } from 'node:util'
import { freePort } from '../../tests/support/free-port.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { createProcesses, type Processes } from './processes.ts'
import { allScenarios, type Ended, type Stage } from './scenarios.ts'
import { SIMULATED, SIMULATED_PRICES, startSimulatedModel } from './simulated-model.ts'

/*
 * Everything at once on one machine: embedded Postgres, a server, two workers, and a scripted model behind the real OpenAI
 * client. Every task goes through the real HTTP API. Exit code 0 only if each came out as it should.
 */

const GUIDE = 'examples/weather/packing.md'
const folder = mkdtempSync(join(tmpdir(), 'octollm-demo-'))
chmodSync(folder, 0o755) // as root, Postgres runs as another user and must be able to pass
const logFile = join(folder, 'octollm.log')
const pricesFile = join(folder, 'prices.json')
writeFileSync(pricesFile, JSON.stringify(SIMULATED_PRICES))
const model = await startSimulatedModel()
const port = await freePort()
const weatherPort = await freePort()
const processes = createProcesses(environment(port), logFile)

let failures = 0
try {
  console.log(`${styleText('bold', 'OctoLLM demo')} — the answers come from a ${SIMULATED}; everything else is real`)
  const client = createHttpClient(`http://127.0.0.1:${port}`)
  const stage = await startAll(client, processes)
  const ends = await playAll(stage)
  failures = summarise(ends)
} finally {
  await processes.stopAll()
  await model.close()
  if (failures > 0) console.log(`The log is in ${logFile}`)
  else rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failures > 0 ? 1 : 0

function environment(serverPort: number): Record<string, string> {
  return {
    DATABASE_URL: '',
    OCTOLLM_DATA_DIR: join(folder, 'data'),
    OPENAI_API_KEY: 'not-a-key',
    OPENAI_BASE_URL: model.url,
    OCTOLLM_MODEL: 'simulated-1',
    OCTOLLM_MODEL_LABEL: SIMULATED,
    OCTOLLM_PRICES: pricesFile,
    OCTOLLM_WORKER: 'false',
    OCTOLLM_ARMS: `http://127.0.0.1:${weatherPort}`,
    PORT: String(serverPort),
  }
}

async function startAll(client: HttpClient, { start, startScript }: Processes): Promise<Stage> {
  console.log('  starting Postgres, a server, two workers and an arm in a process of its own …')
  startScript('weather/serve.ts', { PORT: String(weatherPort) })
  start(['serve'])
  const workers: ChildProcess[] = [start(['worker']), start(['worker'])]
  await until(() => client.isReady(), 60_000, 'the server did not become ready')
  await once(start(['index', '.', '--only', 'README.md', '--only', 'docs', '--only', GUIDE]), 'exit')
  return {
    client,
    killWorker(workerId) {
      const victim = workers.find(({ pid }) => workerId.endsWith(`-${pid}`))
      if (!victim) throw new Error(`no worker of this demo is called ${workerId}`)
      victim.kill('SIGKILL')
      workers.push(start(['worker']))
      return styleText('red', `  kill -9 ${victim.pid} (${workerId})`)
    },
  }
}

async function playAll(stage: Stage): Promise<(Ended & { title: string })[]> {
  const ends: (Ended & { title: string })[] = []
  for (const [index, { title, run }] of allScenarios.entries()) {
    console.log(`\n${styleText('inverse', ` ${index + 1}/${allScenarios.length} `)} ${title}`)
    const ended = await run(stage).catch((error: Error) => ({ wrong: [error.message], result: '' }))
    for (const problem of ended.wrong) console.log(styleText('red', `  wrong: ${problem}`))
    ends.push({ title, ...ended })
  }
  return ends
}

function summarise(ends: readonly (Ended & { title: string })[]): number {
  console.log(`\n${styleText('bold', 'Summary')} (${SIMULATED})`)
  for (const { title, wrong, result } of ends) {
    const mark = wrong.length === 0 ? styleText('green', '✓') : styleText('red', '✗')
    console.log(`  ${mark} ${title}\n      ${wrong.length === 0 ? result : wrong.join('; ')}`)
  }
  const failed = ends.filter(({ wrong }) => wrong.length > 0).length
  console.log(`  ${ends.length - failed} of ${ends.length} came out as they should`)
  return failed
}

async function until(holds: () => Promise<boolean>, limitMs: number, otherwise: string): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${otherwise} within ${limitMs / 1_000} s`)
    await sleep(200)
  }
}
