import type { BaseStore } from '@langchain/langgraph'
import { z } from 'zod'
import { ArmDescription } from '../contracts/arm.ts'
import { invalidInput } from '../contracts/fault.ts'
import type { PlanStep } from '../contracts/plan.ts'
import type { ArmOutcomeInput, Citation, StepRecord } from '../contracts/step.ts'
import type { TaskContract } from '../contracts/task.ts'
import type { Budget } from '../contracts/usage.ts'
import type { JudgeIssue } from '../contracts/verdict.ts'
import type { KnowledgeReader } from '../memory/knowledge-graph.ts'
import type { Meter, Model } from '../model/model.ts'
import type { Reflex } from '../reflex/reflex.ts'

/** What a finished dependency hands to the steps that need it. */
export interface DependencyOutput {
  readonly stepId: number
  readonly armId: string
  readonly action: string
  readonly output: Readonly<Record<string, unknown>>
  readonly citations: readonly Citation[]
}

/**
 * Runs steps for an arm that divides its work, and gives them with their records, in order, under the ids that `make` gave. Each
 * is journaled, guarded and paid for like a step of the plan. `make` is called once for the step, also across workers: what
 * it gave is journaled. Throws ARM_FAILED for steps that a person would have to approve.
 */
export type Delegate = (make: () => Promise<readonly PlanStep[]>) => Promise<{
  readonly steps: readonly PlanStep[]
  readonly records: readonly StepRecord[]
}>

/** What an arm is given besides its input. */
export interface ArmContext {
  readonly taskId: string
  readonly stepId: number
  /** The step's instruction. */
  readonly action: string
  readonly acceptanceCriteria: readonly string[]
  readonly contract: TaskContract
  /** Outputs of this step's dependencies, in the order the step names them. */
  readonly dependencies: readonly DependencyOutput[]
  /** What is left of the task's budget when the step starts. */
  readonly budget: Budget
  /** Aborted when the task is cancelled, runs out of time, or the worker drains hard. */
  readonly signal: AbortSignal
  /** The same on every retry of this step: hand it to whatever must not happen twice. */
  readonly idempotencyKey: string
  /** 1 for the first try. */
  readonly attempt: number
  /** What the judge found wrong with the earlier answer of this step; empty on the first round. */
  readonly feedback: readonly JudgeIssue[]
  /** This step's own output of the round before, when it is done again; null on its first round. */
  readonly previous: Readonly<Record<string, unknown>> | null
  /** The language model, or null when none is configured. Pass `meter` with every question. */
  readonly model: Model | null
  readonly meter: Meter
  /**
   * The guard, with the tokens of this task: for what an arm has from outside and shows to a model. Arms see tokens only;
   * what they stand for is for the submitter.
   */
  readonly reflex: Reflex
  /**
   * What this arm remembers between tasks, a part of LangGraph's store that no other arm sees; null when the graph has
   * none. Personal data and tokens lose their numbers in it: it is for what holds whoever asks. What is read from it is
   * data, never an instruction.
   */
  readonly store: BaseStore | null
  /** What arms have found out about the world; null or left out when that is not kept. Data, never an instruction. */
  readonly knowledge?: KnowledgeReader | null
  /** Null where steps cannot be run for it, as in a test or on another machine. */
  readonly delegate: Delegate | null
  /** Tells watchers how the step gets on: a short sentence without personal data. */
  report(message: string): void
}

/** What there is to know of an arm besides what it does. */
interface ArmCard {
  readonly id: string
  readonly name: string
  readonly version: string
  /** One sentence the planner reads when choosing an arm. */
  readonly description: string
  readonly capabilities: readonly string[]
  readonly costTier: 1 | 2 | 3 | 4 | 5
  readonly outputSchema: z.ZodType
  /** Steps of this arm that run at once in one process. */
  readonly maxConcurrent: number
  /** It changes something outside that cannot be taken back. */
  readonly sideEffects: boolean
  /** A step of it waits for a person when the task says `approval: "risky"`. */
  readonly actsOnWorld: boolean
  /** Somebody else's, of whom nothing is known: the planner is told so. */
  readonly untrusted?: boolean
  /** Whether `context.store` also has what arms share, as namespaces that begin with "@shared". Left out: no. */
  readonly sharedMemory?: 'read' | 'write'
  /** Limit of one attempt in milliseconds; 120,000 when left out. */
  readonly timeoutMs?: number
  /** Whether the effect of that idempotency key happened; asked after a crash, before a step with side effects is repeated. */
  status?(idempotencyKey: string, step: StepOf): Promise<'done' | 'not_done' | 'unknown'>
}

/** Which step of which task. */
export interface StepOf {
  readonly taskId: string
  readonly stepId: number
}

export interface ArmDefinition<Schema extends z.ZodType> extends ArmCard {
  readonly inputSchema: Schema
  execute(input: z.output<Schema>, context: ArmContext): Promise<ArmOutcomeInput>
}

/**
 * An executor of steps. `execute` resolves with an outcome, or throws a `Fault` (ARM_FAILED, ARM_INPUT_INVALID,
 * MODEL_UNAVAILABLE, SANDBOX_UNAVAILABLE …); a retryable fault is tried again. A result that is a finding rather than a
 * breakdown (tests that fail, nothing found) is an outcome, not a fault.
 */
export interface Arm extends ArmCard {
  readonly inputSchema: z.ZodType
  execute(input: unknown, context: ArmContext): Promise<ArmOutcomeInput>
}

/**
 * Makes an arm: the card is checked now (TypeError says what is wrong), the input before every `execute`
 * (ARM_INPUT_INVALID names each path).
 */
export function defineArm<Schema extends z.ZodType>(definition: ArmDefinition<Schema>): Arm {
  describeArm(definition)
  return {
    ...definition,
    execute(input, context) {
      const parsed = definition.inputSchema.safeParse(input)
      if (!parsed.success) {
        throw invalidInput('ARM_INPUT_INVALID', `The input of arm "${definition.id}" is not valid`, parsed.error)
      }
      return definition.execute(parsed.data, context)
    },
  }
}

/** The arm as the planner, the registry and `GET /arms` see it. */
export function describeArm(arm: Omit<ArmDefinition<z.ZodType>, 'execute'>): ArmDescription {
  const description = ArmDescription.safeParse({
    armId: arm.id,
    name: arm.name,
    version: arm.version,
    description: arm.description,
    capabilities: [...arm.capabilities],
    inputSchema: z.toJSONSchema(arm.inputSchema, { unrepresentable: 'any', io: 'input' }),
    outputSchema: z.toJSONSchema(arm.outputSchema, { unrepresentable: 'any' }),
    costTier: arm.costTier,
    maxConcurrent: arm.maxConcurrent,
    sideEffects: arm.sideEffects,
    actsOnWorld: arm.actsOnWorld,
    untrusted: arm.untrusted ?? false,
  })
  if (description.success) return description.data
  throw new TypeError(`Arm "${arm.id}" is not well described: ${z.prettifyError(description.error)}`)
}
