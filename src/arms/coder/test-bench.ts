import { z } from 'zod'
import type { ArmContext } from '../arm.ts'
import { type Sandbox, type SandboxResult, type SandboxRun, SandboxUnavailable } from '../executor/sandbox.ts'
import { readTestRun, toTestRun } from '../executor/test-run.ts'
import type { SyntaxFault } from './syntax/find-errors.ts'

const RUN_LIMIT_MS = 15_000

/** What came of running tests. */
export type Tested =
  | { readonly status: 'skipped'; readonly reason: string }
  | {
      readonly status: 'ran'
      readonly passed: boolean
      readonly ran: number
      readonly failed: number
      readonly failures: readonly { readonly name: string; readonly message: string }[]
    }

/** A program in the form the interpreter takes. */
export interface Runnable {
  readonly language: SandboxRun['language']
  readonly code: string
  readonly tests: string
}

export interface TestBench {
  /** Runs tests against a program. Throws the signal's reason when aborted. */
  test(runnable: Runnable): Promise<Tested>
  /** What Python's own compiler says of each text; null when it could not be asked. */
  compilePython(texts: Readonly<Record<string, string>>): Promise<readonly (SyntaxFault & { file: string })[] | null>
}

/**
 * Runs the tests of one step in the sandbox, and nowhere else: without a sandbox, or when it cannot start, nothing is run
 * and the reason is given. The same run is made once. The program sees the same `octo` as in the executor.
 */
export function createTestBench(sandbox: Sandbox | null, context: ArmContext, remainingMs: () => number): TestBench {
  const known = new Map<string, Promise<Tested>>()
  let missing = sandbox ? null : 'there is no sandbox to run them in'

  async function run(source: Pick<SandboxRun, 'language' | 'code' | 'files' | 'input'>): Promise<SandboxResult | null> {
    if (!sandbox || missing !== null) return null
    const { signal } = context
    try {
      const timeoutMs = Math.max(1, Math.min(RUN_LIMIT_MS, remainingMs()))
      const result = await sandbox.run({ input: inputOf(context), ...source, timeoutMs, signal })
      signal.throwIfAborted()
      return result
    } catch (error) {
      if (!(error instanceof SandboxUnavailable)) throw error
      missing = 'the sandbox cannot start'
      return null
    }
  }

  async function test({ language, code, tests }: Runnable): Promise<Tested> {
    const source = toTestRun({ language, code, tests }, tests)
    const result = await run({ language, ...source })
    if (!result) return { status: 'skipped', reason: missing ?? 'nothing was run' }
    const { ran, failed, failures } = readTestRun(result).tests
    return { status: 'ran', passed: failed === 0, ran, failed, failures }
  }

  return {
    test(runnable) {
      const key = JSON.stringify([runnable.code, runnable.tests])
      const tested = known.get(key) ?? test(runnable)
      known.set(key, tested)
      return tested
    },
    async compilePython(texts) {
      const result = await run({ language: 'python', code: COMPILE, input: texts })
      return result ? (Complaints.safeParse(result.result).data ?? null) : null
    },
  }
}

function inputOf({ contract, dependencies }: ArmContext) {
  const steps = Object.fromEntries(dependencies.map(({ stepId, output }) => [stepId, output]))
  return { goal: contract.goal, context: contract.context, data: null, steps }
}

const Complaints = z.array(z.object({ file: z.string(), line: z.number(), column: z.number(), message: z.string() }))

// Nothing of the texts is run: they are data to this program.
const COMPILE = `
def complaint(name, text):
    try:
        compile(text, name, 'exec', dont_inherit=True)
    except SyntaxError as error:
        return {'file': name, 'line': error.lineno or 1, 'column': max(error.offset or 1, 1), 'message': error.msg}
    except (ValueError, RecursionError, MemoryError) as error:
        return {'file': name, 'line': 1, 'column': 1, 'message': str(error) or type(error).__name__}

result = [found for found in (complaint(*item) for item in octo.items()) if found]
`
