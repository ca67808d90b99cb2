import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { z } from 'zod'

const SCRIPT = fileURLToPath(new URL('embedded-process.ts', import.meta.url))
const Answer = z.object({
  url: z.string().default(''),
  serverPid: z.number().default(0),
  refusal: z.string().optional(),
})

type EmbeddedProcess = z.infer<typeof Answer> & {
  /** Asks the process to stop its share of the server, and waits until it has ended. */
  stop(): Promise<void>
  kill(): Promise<void>
}

/** Another process that uses the server of `dataDir`. */
export async function runEmbeddedProcess(
  dataDir: string,
  user: { uid?: number; gid?: number } = {},
): Promise<EmbeddedProcess> {
  const child = spawn(process.execPath, [SCRIPT, dataDir], { ...user, stdio: ['pipe', 'pipe', 'inherit'], cwd: '/' })
  const [line] = await once(createInterface(child.stdout), 'line')
  return {
    ...Answer.parse(JSON.parse(line)),
    stop: () => endedAfter(child, () => child.stdin.end()),
    kill: () => endedAfter(child, () => child.kill('SIGKILL')),
  }
}

async function endedAfter(child: ChildProcess, act: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  act()
  await ended
}

/** A folder that the server's user can pass through, removed with `remove`. */
export async function temporaryDataDir(): Promise<{ dataDir: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(join('/tmp', 'octollm-embedded-'))
  await chmod(parent, 0o755)
  return { dataDir: join(parent, 'data'), remove: () => rm(parent, { recursive: true, force: true }) }
}

export async function queryOnce(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query(text).finally(() => client.end())
  return rows
}
