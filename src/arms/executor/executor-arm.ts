import { extname } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { ArmOutcomeInput, Artifact } from '../../contracts/step.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import { ExecutorInput, findProgram, type Program } from './find-program.ts'
import { type Sandbox, type SandboxResult, SandboxUnavailable } from './sandbox.ts'
import { readTestRun, TestReport, toTestRun } from './test-run.ts'

const PROGRAM_LIMIT_MS = 30_000

const ExecutorOutput = z.object({
  success: z.boolean().describe('The program ended with 0 and every test passed'),
  stdout: z.string(),
  stderr: z.string(),
  exit_code: z.number().int(),
  duration_ms: z.number(),
  truncated: z.boolean(),
  result: z.unknown().describe('What the program assigned to the global `result`'),
  tests: TestReport.nullable().describe('Null when there were none'),
})
type ExecutorOutput = z.infer<typeof ExecutorOutput>

/**
 * Runs Python and JavaScript in the sandbox, alone or against tests (see `toTestRun`). The program sees the global `octo`:
 * `goal`, `context`, `data` of the step, and `steps`, the outputs of its dependencies by step id. A program that fails is
 * an outcome; Faults are ARM_INPUT_INVALID and SANDBOX_UNAVAILABLE. Confidence: 0.95 tests ran and passed, 0.7 it ran
 * without tests, 0.3 it failed.
 */
export function createExecutorArm({ sandbox }: { sandbox: Sandbox }): Arm {
  return defineArm({
    id: 'executor',
    name: 'Executor',
    version: '1.0.0',
    description:
      'Runs Python or JavaScript code in a sandbox without network or host files, and runs tests against it.',
    capabilities: ['code_execution', 'test_execution', 'data_processing'],
    costTier: 3,
    inputSchema: ExecutorInput,
    outputSchema: ExecutorOutput,
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: true,
    timeoutMs: 2 * PROGRAM_LIMIT_MS,
    async execute(input, context) {
      const program = findProgram(input, context.dependencies)
      context.report(`Running ${program.tests ? 'the tests of ' : ''}a ${program.language} program`)
      const ended = await runInSandbox(sandbox, program, input, context)
      context.signal.throwIfAborted()
      const output = toOutput(program, ended)
      context.report(summaryOf(output))
      return { output, confidence: confidenceOf(output), artifacts: toArtifacts(ended.files) } satisfies ArmOutcomeInput
    },
  })
}

async function runInSandbox(
  sandbox: Sandbox,
  program: Program,
  { stdin, data = null }: ExecutorInput,
  { contract, dependencies, budget, signal }: ArmContext,
): Promise<SandboxResult> {
  const steps = Object.fromEntries(dependencies.map(({ stepId, output }) => [stepId, output]))
  const source = program.tests === null ? { code: program.code } : toTestRun(program, program.tests)
  try {
    return await sandbox.run({
      ...source,
      language: program.language,
      input: { goal: contract.goal, context: contract.context, data, steps },
      ...(stdin === undefined ? {} : { stdin }),
      timeoutMs: Math.min(PROGRAM_LIMIT_MS, budget.maxTimeSeconds * 1_000),
      signal,
    })
  } catch (error) {
    throw error instanceof SandboxUnavailable ? unavailable(error) : error
  }
}

function unavailable(error: SandboxUnavailable): Fault {
  const message = `Nothing was run, because the sandbox cannot start: ${error.message}`
  return new Fault('SANDBOX_UNAVAILABLE', message, { cause: error })
}

function toOutput({ tests }: Program, run: SandboxResult): ExecutorOutput {
  const tested = tests === null ? { tests: null, result: run.result } : readTestRun(run)
  const success = run.success && (tested.tests?.failed ?? 0) === 0
  return {
    success,
    stdout: run.stdout,
    stderr: run.stderr,
    exit_code: run.success && !success ? 1 : run.exitCode,
    duration_ms: run.durationMs,
    truncated: run.truncated,
    ...tested,
  }
}

function confidenceOf({ success, tests }: ExecutorOutput): number {
  if (!success) return 0.3
  return tests === null ? 0.7 : 0.95
}

function summaryOf({ exit_code: exitCode, tests }: ExecutorOutput): string {
  return tests === null
    ? `The program ended with exit code ${exitCode}`
    : `${tests.ran} tests ran, ${tests.failed} failures`
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.py': 'text/x-python',
  '.svg': 'image/svg+xml',
}

function toArtifacts(files: SandboxResult['files']): Artifact[] {
  return Object.entries(files).map(([name, content]) => ({
    name,
    mediaType: MEDIA_TYPES[extname(name)] ?? 'text/plain',
    content,
  }))
}
