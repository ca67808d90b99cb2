import { availableParallelism } from 'node:os'
import { createLimiter } from '../limit-concurrency.ts'
import type { Job } from './interpreter.ts'
import { type InterpreterProcess, startInterpreter } from './interpreter-process.ts'
import { createPythonSnapshot } from './python-snapshot.ts'
import { abortedRun, type RunLimits, runProgram } from './run-program.ts'
import { type Sandbox, type SandboxResult, type SandboxRun, SandboxUnavailable } from './sandbox.ts'
import { toJob } from './to-job.ts'

const TIMEOUT_MS = 30_000
const OUTPUT_BYTES = 65_536

type Language = SandboxRun['language']

export interface SandboxOptions {
  /** Loaded interpreters kept waiting per language once that language has been used; default 1. */
  readonly idle?: number
  /**
   * Programs that run at once, others wait for their turn; default twice the processors, at least 4. With the waiting
   * interpreters there are never more than `parallel + 2 * idle` processes, and one that makes a snapshot.
   */
  readonly parallel?: number
  /** Folder of Python wheels (`*.whl`) that programs can import. Nothing is ever downloaded. */
  readonly packages?: string
  /**
   * Where the memory of a loaded Python is kept, which later interpreters and processes start from; default a folder of
   * this user below the one for temporary files.
   */
  readonly snapshotFolder?: string
}

/**
 * A sandbox of WebAssembly interpreters (Pyodide, QuickJS), each in a Node process that runs one program and ends. Nothing
 * is started before the first run or `prepare`. Waiting interpreters do not keep the process alive, and none outlives it.
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { idle = 1, parallel = Math.max(4, 2 * availableParallelism()), packages, snapshotFolder } = options
  const places = createLimiter(parallel)
  const snapshot = createPythonSnapshot(snapshotFolder)
  const waiting: Record<Language, InterpreterProcess[]> = { python: [], javascript: [] }
  const alive = new Set<InterpreterProcess>()
  const closing = new AbortController()

  function start(language: Language): InterpreterProcess {
    const started = startInterpreter(language, language === 'python' ? { snapshot: snapshot.file(), packages } : {})
    alive.add(started)
    void started.ended.then(() => {
      alive.delete(started)
      waiting[language] = waiting[language].filter((other) => other !== started)
    })
    return started
  }

  // What keeps an interpreter from starting is told to the next run, which needs one.
  const refill = (language: Language) => void fillUp(language).catch(() => {})

  async function fillUp(language: Language): Promise<void> {
    if (language === 'python' && idle > 0 && !closing.signal.aborted) await snapshot.make()
    while (!closing.signal.aborted && waiting[language].length < idle) {
      const started = start(language)
      started.hold(false)
      waiting[language].push(started)
    }
  }

  async function runOne(language: Language, job: Job, limits: RunLimits): Promise<SandboxResult> {
    const interpreter = waiting[language].shift() ?? start(language)
    interpreter.hold(true)
    try {
      return await runProgram(interpreter, job, limits)
    } finally {
      refill(language)
    }
  }

  return {
    prepare: refill,
    async run(run) {
      if (closing.signal.aborted) throw new SandboxUnavailable('The sandbox is closed: create another one.')
      const { language, signal, timeoutMs = TIMEOUT_MS, maxOutputBytes = OUTPUT_BYTES } = run
      const job = toJob(run)
      const aborted = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
      let isPlaced = false
      const placed = () => {
        isPlaced = true
        return runOne(language, job, { timeoutMs, maxOutputBytes, aborted })
      }
      return places.run(placed, aborted).catch((error: unknown) => {
        if (isPlaced) throw error
        return abortedRun()
      })
    },
    async close() {
      closing.abort()
      snapshot.close()
      for (const interpreter of alive) {
        interpreter.hold(true)
        interpreter.kill()
      }
      await Promise.all([...alive].map(({ ended }) => ended))
    },
  }
}
