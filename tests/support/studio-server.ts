import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

export interface StudioServer {
  readonly url: string
  stop(): Promise<void>
}

const CLI = 'studio/node_modules/.bin/langgraphjs'
const START_LIMIT_MS = 60_000

/** The LangGraph dev server on this repository's `langgraph.json`, installed first where it is missing. */
export async function startStudioServer(env: Record<string, string> = {}): Promise<StudioServer> {
  if (!existsSync(CLI)) installStudio()
  const port = await freePort()
  const child = spawn(CLI, ['dev', '--no-browser', '--host', '127.0.0.1', '--port', String(port)], {
    env: { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '', LANGGRAPH_CLI_NO_ANALYTICS: '1', ...env },
    stdio: 'ignore',
    detached: true,
  })
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + START_LIMIT_MS
  while (!(await answers(`${url}/ok`))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('the LangGraph dev server did not start')
    await sleep(200)
  }
  return {
    url,
    async stop() {
      const exited = once(child, 'exit')
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM') // it has a child of its own
      await exited
    },
  }
}

function installStudio(): void {
  const { status, stderr } = spawnSync('npm', ['ci', '--prefix', 'studio'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ci --prefix studio failed: ${stderr}`)
}

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
