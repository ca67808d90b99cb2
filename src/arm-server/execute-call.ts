import type { Arm } from '../arms/arm.ts'
import { checkOutcome, runArm } from '../arms/run-arm.ts'
import type { ExecuteRequest } from '../contracts/arm-wire.ts'
import { Fault } from '../contracts/fault.ts'
import type { ArmOutcome } from '../contracts/step.ts'
import { callContext, type Equipment } from './call-context.ts'
import { createSpentMeter } from './spent-meter.ts'

export interface Execution {
  /** Rejects with a Fault, or with the signal's reason: at once, also when the arm does not heed the signal. */
  readonly result: Promise<ArmOutcome>
  /** What the arm came to when it really ended, which may be after `result`; null for no outcome. Never rejects. */
  readonly ended: Promise<ArmOutcome | null>
}

/** One attempt of the arm: its caller does the retries. */
export function executeCall(
  arm: Arm,
  request: ExecuteRequest,
  equipment: Equipment,
  { signal, before }: { readonly signal: AbortSignal; readonly before: () => Promise<void> },
): Execution {
  const { meter, atLeast } = createSpentMeter(request.budget)
  const context = callContext(request, equipment, { signal, meter })
  let raw: ReturnType<Arm['execute']> | undefined
  const watched: Arm = {
    ...arm,
    execute(input, { signal: inTime }) {
      raw = (async () => arm.execute(input, { ...context, signal: inTime }))()
      return raw
    },
  }
  const withSpent = (outcome: ArmOutcome) => ({ ...outcome, usage: atLeast(outcome.usage) })

  async function run(): Promise<ArmOutcome> {
    await before()
    const ended = await runArm({ arm: watched, input: request.inputs, context, signal, maxAttempts: 1 })
    if (ended.status === 'ok') return withSpent(ended.outcome)
    if (ended.fault.code === 'ARM_FAILED') logBreakdown(request, equipment, ended.cause)
    throw new Fault(ended.fault.code, ended.fault.message, ended.fault)
  }

  const result = run()
  const ended = result.catch(async () => (raw ? withSpent(checkOutcome(arm, await raw)) : null)).catch(() => null)
  return { result, ended }
}

/** Where it broke down. The message stays out: it may quote what the arm was working on. */
function logBreakdown({ taskId, stepId }: ExecuteRequest, { log }: Equipment, cause: unknown): void {
  const stack = cause instanceof Error ? (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  const name = cause instanceof Error ? cause.name : typeof cause
  log.error({ task_id: taskId, step_id: stepId, name, stack }, 'arm.failed')
}
