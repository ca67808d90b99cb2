import { z } from 'zod'
import type { ArmDescription } from '../../contracts/arm.ts'
import { Fault, invalidInput } from '../../contracts/fault.ts'
import { ArmOutcome } from '../../contracts/step.ts'
import { fromWire, toSnakeCase } from '../../contracts/wire.ts'
import type { BreakerOptions } from '../../model/breaker.ts'
import { type Arm, type ArmContext, defineArm, type StepOf } from '../arm.ts'
import { type ArmCaller, createArmCaller } from './arm-caller.ts'
import { mayHaveBegun } from './arm-client.ts'
import { toExecuteBody } from './execute-request.ts'
import { readForeignSchema } from './read-foreign-schema.ts'
import { parseJson } from './read-json.ts'

export interface RemoteArmOptions {
  /** Where the arm is: `/execute` and the rest of the wire are looked for below it. */
  readonly url: string | URL
  /** What the arm says of itself at `GET /capabilities`. */
  readonly description: ArmDescription
  /** The arm's own key (`armKey`), which signs its capability tokens. Null: calls carry no token. */
  readonly key: string | null
  /** Limit of one attempt in milliseconds; 120,000 when left out. */
  readonly timeoutMs?: number
  /** The longest answer that is read; 4 MiB when left out. */
  readonly maxAnswerBytes?: number
  /** Default: 5 failures within 60 s open it for 30 s, then one good call closes it. */
  readonly breaker?: BreakerOptions
  /** Told after every call. */
  readonly onCall?: () => void
}

/** An arm behind HTTP, and what is known of it. `healthByCalls` is what its error rate, latency and breaker say. */
export type RemoteArm = Arm & Pick<ArmCaller, 'healthByCalls' | 'probe' | 'close'>

const TIMEOUT_MS = 120_000
const STATUS_LIMIT_MS = 8_000
const MAX_ANSWER_BYTES = 4 * 1_024 * 1_024
const BREAKER: BreakerOptions = { failures: 5, windowMs: 60_000, openMs: 30_000, closeAfter: 1 }

/**
 * An arm behind HTTP, in any language (`contracts/arm-wire.ts` is the wire). Every retry carries the same idempotency key;
 * an abort closes the connection. When the connection breaks under a step with side effects, the arm is asked whether it
 * happened (`GET /status/{key}`), and the step is tried again only when it says no.
 */
export function createRemoteArm({ description, url, key, ...options }: RemoteArmOptions): RemoteArm {
  const { timeoutMs = TIMEOUT_MS, maxAnswerBytes = MAX_ANSWER_BYTES, onCall = () => {} } = options
  const { armId, sideEffects } = description
  const breaker = { ...BREAKER, ...options.breaker }
  const caller = createArmCaller({ armId, url: new URL(url), key, maxAnswerBytes, breaker, onCall })
  const arm = defineArm({
    ...cardOf(description),
    timeoutMs,
    async execute(input, context) {
      context.signal.throwIfAborted()
      const body = toExecuteBody(input, context, timeoutMs)
      try {
        const { taskId, stepId, signal } = context
        return readOutcome(armId, (await caller.execute({ taskId, stepId }, body, signal)).text)
      } catch (error) {
        if (!sideEffects || !(error instanceof Fault) || !mayHaveBegun(error)) throw error
        throw await afterBreak(error, { armId, caller, context })
      }
    },
    ...(sideEffects ? { status: statusBy(caller) } : {}),
  })
  const { healthByCalls, probe, close } = caller
  return { ...arm, healthByCalls, probe, close }
}

const statusBy = (caller: ArmCaller) => (idempotencyKey: string, step: StepOf) =>
  caller.status(step, idempotencyKey, AbortSignal.timeout(STATUS_LIMIT_MS))

interface Break {
  readonly armId: string
  readonly caller: ArmCaller
  readonly context: ArmContext
}

/** What to make of a connection that broke under a step with side effects: the arm may have done it. */
async function afterBreak(lost: Fault, { armId, caller, context }: Break): Promise<Fault> {
  const { taskId, stepId, idempotencyKey, signal } = context
  const limit = AbortSignal.any([signal, AbortSignal.timeout(STATUS_LIMIT_MS)])
  const known = await caller.status({ taskId, stepId }, idempotencyKey, limit).catch(() => 'unknown' as const)
  if (known === 'not_done') return lost
  const what = known === 'done' ? 'did it, but its answer was lost' : 'may have done it'
  const message = `The connection to arm "${armId}" broke; it ${what} (idempotency key ${idempotencyKey}).`
  return new Fault('NEEDS_RECONCILIATION', `${message} Check, then retry the task or cancel it.`, { cause: lost })
}

function readOutcome(armId: string, text: string): ArmOutcome {
  const outcome = ArmOutcome.safeParse(fromWire(ArmOutcome, parseJson(text)))
  if (outcome.success) return outcome.data
  const summary = `What arm "${armId}" answered is not an outcome`
  throw invalidInput('ARM_OUTPUT_INVALID', summary, outcome.error, toSnakeCase)
}

function cardOf({ armId, costTier, inputSchema, outputSchema, ...description }: ArmDescription) {
  const { name, version, capabilities, maxConcurrent, sideEffects, actsOnWorld, untrusted } = description
  return {
    ...{ id: armId, name, version, description: description.description, capabilities },
    ...{ maxConcurrent, sideEffects, actsOnWorld, untrusted },
    costTier: CostTier.parse(costTier),
    inputSchema: readForeignSchema(inputSchema),
    outputSchema: readForeignSchema(outputSchema),
  }
}

const CostTier = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)])
