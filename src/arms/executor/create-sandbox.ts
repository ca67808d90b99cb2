import { type InterpreterProcess, startInterpreter } from './interpreter-process.ts'
import { runProgram } from './run-program.ts'
import { type Sandbox, type SandboxRun, SandboxUnavailable } from './sandbox.ts'
import { toJob } from './to-job.ts'

const TIMEOUT_MS = 30_000
const OUTPUT_BYTES = 65_536

type Language = SandboxRun['language']

export interface SandboxOptions {
  /** Loaded interpreters kept waiting per language once that language has been used; default 1. */
  readonly idle?: number
}

/**
 * A sandbox of WebAssembly interpreters (Pyodide, QuickJS), each in a Node process that runs one program and ends. Nothing
 * is started before the first run or `prepare`. Waiting interpreters do not keep the process alive, and none outlives it.
 */
export function createSandbox({ idle = 1 }: SandboxOptions = {}): Sandbox {
  const waiting: Record<Language, InterpreterProcess[]> = { python: [], javascript: [] }
  const alive = new Set<InterpreterProcess>()
  const closing = new AbortController()

  function start(language: Language): InterpreterProcess {
    const started = startInterpreter(language)
    alive.add(started)
    void started.ended.then(() => {
      alive.delete(started)
      waiting[language] = waiting[language].filter((other) => other !== started)
    })
    return started
  }

  function refill(language: Language): void {
    while (!closing.signal.aborted && waiting[language].length < idle) {
      const started = start(language)
      started.hold(false)
      waiting[language].push(started)
    }
  }

  return {
    prepare: refill,
    async run(run) {
      if (closing.signal.aborted) throw new SandboxUnavailable('The sandbox is closed: create another one.')
      const { language, signal, timeoutMs = TIMEOUT_MS, maxOutputBytes = OUTPUT_BYTES } = run
      const job = toJob(run)
      const aborted = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
      const interpreter = waiting[language].shift() ?? start(language)
      interpreter.hold(true)
      try {
        return await runProgram(interpreter, job, { timeoutMs, maxOutputBytes, aborted })
      } finally {
        refill(language)
      }
    },
    async close() {
      closing.abort()
      for (const interpreter of alive) {
        interpreter.hold(true)
        interpreter.kill()
      }
      await Promise.all([...alive].map(({ ended }) => ended))
    },
  }
}
