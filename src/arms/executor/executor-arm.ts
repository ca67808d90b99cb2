import { Fault, type FaultDetails } from '../../contracts/fault.ts'
import type { ArmOutcomeInput } from '../../contracts/step.ts'
import { createOutbound } from '../../outbound/create-outbound.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import { askHttp, isGood } from './ask-http.ts'
import type { CommandSandbox } from './commands/command-sandbox.ts'
import { createCommandSandbox } from './commands/create-command-sandbox.ts'
import { ExecutorInput } from './executor-input.ts'
import { ExecutorOutput, toArtifacts, toOutput } from './executor-output.ts'
import { findProgram, type Program } from './find-program.ts'
import { refused } from './refused.ts'
import { type Sandbox, type SandboxResult, SandboxUnavailable } from './sandbox.ts'
import { readTestRun, toTestRun } from './test-run.ts'

const RUN_LIMIT_MS = 30_000

export interface ExecutorParts {
  readonly sandbox: Sandbox
  /** Without it, and by default, no command is allowed. */
  readonly commands?: CommandSandbox | undefined
  /** Without it no host is allowed. */
  readonly outbound?: Outbound | undefined
}

type Parts = { readonly [Name in keyof ExecutorParts]-?: NonNullable<ExecutorParts[Name]> }
type Act = (input: ExecutorInput, context: ArmContext, parts: Parts) => Promise<ArmOutcomeInput>

const ACTIONS: Readonly<Record<ExecutorInput['action'], Act>> = { code: runCode, command: runCommand, http: getHttp }

/**
 * Runs Python and JavaScript in the sandbox, alone or against tests (see `toTestRun`); allowed commands in the OS sandbox;
 * GET and HEAD requests to allowed hosts. All of it can be run again after a crash. A program sees the global `octo`:
 * `goal`, `context`, `data` of the step, and `steps`, the outputs of its dependencies by step id. What fails is an outcome;
 * Faults are ARM_INPUT_INVALID (also for what is not allowed), SANDBOX_UNAVAILABLE and ARM_UNAVAILABLE (no answer).
 * Confidence: 0.95 tests ran and passed or a 2xx answer, 0.7 it ran without tests, 0.3 it failed.
 */
export function createExecutorArm({ sandbox, commands, outbound }: ExecutorParts): Arm {
  const parts = { sandbox, commands: commands ?? createCommandSandbox(), outbound: outbound ?? createOutbound() }
  return defineArm({
    id: 'executor',
    name: 'Executor',
    version: '1.1.0',
    description:
      'Runs Python, JavaScript or TypeScript code in a sandbox without network or host files, runs tests against it, and runs allowed commands and HTTP GET requests.',
    capabilities: ['code_execution', 'test_execution', 'data_processing', 'command_execution', 'http_fetch'],
    costTier: 3,
    inputSchema: ExecutorInput,
    outputSchema: ExecutorOutput,
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: true,
    timeoutMs: 2 * RUN_LIMIT_MS,
    execute: async (input, context) => ACTIONS[input.action](input, context, parts),
  })
}

async function runCode(input: ExecutorInput, context: ArmContext, { sandbox }: Parts): Promise<ArmOutcomeInput> {
  const program = findProgram(input, context.dependencies)
  context.report(`Running ${program.tests === null ? '' : 'the tests of '}a ${program.language} program`)
  const ended = await inSandbox(sandbox.run(toRun(program, input, context)), context)
  const output = afterTests(program, ended, input.outputs)
  const { exit_code: exitCode, tests } = output
  context.report(
    tests === null
      ? `The program ended with exit code ${exitCode}`
      : `${tests.ran} tests ran, ${tests.failed} failures`,
  )
  const sure = tests === null ? 0.7 : 0.95
  return { output, confidence: output.success ? sure : 0.3, artifacts: toArtifacts(ended) }
}

function toRun(program: Program, input: ExecutorInput, context: ArmContext) {
  const { contract, dependencies, signal } = context
  const { stdin, data = null, files, outputs } = input
  const steps = Object.fromEntries(dependencies.map(({ stepId, output }) => [stepId, output]))
  const source = program.tests === null ? { code: program.code } : toTestRun(program, program.tests)
  return {
    ...source,
    files: { ...files, ...source.files },
    language: program.language,
    input: { goal: contract.goal, context: contract.context, data, steps },
    ...(stdin === undefined ? {} : { stdin }),
    ...(outputs === undefined ? {} : { outputs }),
    timeoutMs: limitOf(context),
    signal,
  }
}

function afterTests({ tests }: Program, run: SandboxResult, outputs: readonly string[] | undefined): ExecutorOutput {
  const tested = tests === null ? { tests: null, result: run.result } : readTestRun(run)
  const success = run.success && (tested.tests?.failed ?? 0) === 0
  const exitCode = run.success && !success ? 1 : run.exitCode
  return { ...toOutput(run, outputs), ...tested, success, exit_code: exitCode }
}

async function runCommand(
  { argv, files, outputs, stdin }: ExecutorInput,
  context: ArmContext,
  { commands }: Parts,
): Promise<ArmOutcomeInput> {
  context.signal.throwIfAborted()
  const [program, ...args] = argv ?? []
  if (program === undefined)
    throw refused('argv', 'There is no command to run: give `argv`, the program and its arguments.')
  context.report('Running a command')
  const run = commands.run({
    argv: [program, ...args],
    ...(files === undefined ? {} : { files }),
    ...(outputs === undefined ? {} : { outputs }),
    ...(stdin === undefined ? {} : { stdin }),
    timeoutMs: limitOf(context),
    signal: context.signal,
  })
  const ended = await inSandbox(run, context, { retryable: false })
  context.report(`The command ended with exit code ${ended.exitCode}`)
  return { output: toOutput(ended, outputs), confidence: ended.success ? 0.7 : 0.3, artifacts: toArtifacts(ended) }
}

/** The request is refused when it would change something: that is for an arm whose steps are never silently repeated. */
async function getHttp(
  { method = 'GET', url, headers = {} }: ExecutorInput,
  context: ArmContext,
  { outbound }: Parts,
): Promise<ArmOutcomeInput> {
  context.signal.throwIfAborted()
  if (url === undefined) throw refused('url', 'There is nothing to ask: give `url`.')
  if (method !== 'GET' && method !== 'HEAD') {
    throw refused('method', 'The executor sends GET and HEAD only: use the arm "http" for what changes something.')
  }
  context.report(`Sending a ${method} request`)
  const request = { method, url, headers, timeoutMs: limitOf(context), signal: context.signal }
  const { answer, truncated, durationMs } = await askHttp(outbound, request, true)
  context.report(`The answer has status ${answer.status}`)
  const success = isGood(answer)
  const stdout = answer.body_encoding === 'utf-8' ? answer.body : ''
  const nothing = { files: {}, binaryFiles: {}, stderr: '' }
  const ended = { ...nothing, success, stdout, exitCode: success ? 0 : 1, durationMs, truncated }
  return { output: { ...toOutput(ended), http: answer }, confidence: success ? 0.95 : 0.3 }
}

const limitOf = ({ budget }: ArmContext) => Math.min(RUN_LIMIT_MS, budget.maxTimeSeconds * 1_000)

/** Waits for a run; what it throws becomes a fault. A run that the task's end aborted ends with the task's reason. */
async function inSandbox<Ended>(run: Promise<Ended>, { signal }: ArmContext, details?: FaultDetails): Promise<Ended> {
  const ended = await run.catch((error: unknown) => {
    if (error instanceof TypeError) throw refused('argv', error.message, error)
    throw error instanceof SandboxUnavailable ? unavailable(error, details) : error
  })
  signal.throwIfAborted()
  return ended
}

function unavailable(error: SandboxUnavailable, details?: FaultDetails): Fault {
  const message = `Nothing was run, because the sandbox cannot start: ${error.message}`
  return new Fault('SANDBOX_UNAVAILABLE', message, { cause: error, ...details })
}
