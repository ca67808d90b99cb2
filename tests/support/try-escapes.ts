import type { CommandSandbox } from '../../src/arms/executor/commands/command-sandbox.ts'
import type { Sandbox } from '../../src/arms/executor/sandbox.ts'
import { COMMAND_ATTEMPTS } from './command-attempts.ts'
import { JAVASCRIPT_ATTEMPTS, PYTHON_ATTEMPTS } from './escape-attempts.ts'

/** Things of the host that attempts look for. */
export interface HostFacts {
  /** Holds a `secret.txt` that anybody may read. */
  readonly folder: string
  /** Somebody listens there on loopback. */
  readonly port: number
  /** A process that must live on. */
  readonly pid: number
}

const PYTHON = `
result = {}
for name, attempt in octo['attempts'].items():
    scope = {'octo': octo, 'got': None}
    try:
        from pyodide.code import eval_code_async
        await eval_code_async(attempt, globals=scope)
        result[name] = 'blocked: nothing' if scope['got'] is None else 'REACHED ' + str(scope['got'])[:200]
    except BaseException as error:
        result[name] = 'blocked: ' + type(error).__name__
`
const JAVASCRIPT = `
result = {}
for (const [name, attempt] of Object.entries(octo.attempts)) {
  try {
    const got = await (0, eval)('(async () => { ' + attempt + ' })')()
    result[name] = got === undefined || got === null ? 'blocked: nothing' : 'REACHED ' + String(got).slice(0, 200)
  } catch (error) {
    result[name] = 'blocked: ' + error
  }
}`

/** What came of each attempt. All run in one program: one counts as blocked when it raises, or leaves `got` empty. */
export async function tryPython(sandbox: Sandbox, facts: HostFacts): Promise<Record<string, string>> {
  const run = await sandbox.run({ language: 'python', code: PYTHON, input: { ...facts, attempts: PYTHON_ATTEMPTS } })
  return toOutcomes(run.result, run.stderr)
}

export async function tryJavaScript(sandbox: Sandbox, facts: HostFacts): Promise<Record<string, string>> {
  const input = { ...facts, attempts: JAVASCRIPT_ATTEMPTS }
  const run = await sandbox.run({ language: 'javascript', code: JAVASCRIPT, input })
  return toOutcomes(run.result, run.stderr)
}

/** The script of an attempt with what it looks for. */
export function toScript({ folder, port, pid }: HostFacts, script: string): string {
  return `FOLDER='${folder}' PORT=${port} PID=${pid}\n${script}`
}

/** Needs `sh` among the allowed programs. One counts as blocked when it does not say REACHED. */
export async function tryCommands(sandbox: CommandSandbox, facts: HostFacts): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {}
  for (const [name, script] of Object.entries(COMMAND_ATTEMPTS)) {
    const { stdout } = await sandbox.run({ argv: ['sh', '-c', toScript(facts, script)], timeoutMs: 20_000 })
    outcomes[name] = stdout.includes('REACHED') ? `REACHED ${stdout.slice(0, 200)}` : 'blocked'
  }
  return outcomes
}

function toOutcomes(result: unknown, stderr: string): Record<string, string> {
  if (typeof result !== 'object' || result === null) throw new Error(`The attempts were not made: ${stderr}`)
  return Object.fromEntries(Object.entries(result))
}
