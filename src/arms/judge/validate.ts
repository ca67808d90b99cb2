import type { JudgeLayer, TrustedSource } from '../../contracts/validate.ts'
import type { Verdict } from '../../contracts/verdict.ts'
import type { Meter } from '../../model/model.ts'
import type { JudgedRecord } from './evidence.ts'
import type { Judge } from './judge.ts'

/** Finished work that no task of ours made. */
export interface FinishedWork {
  readonly output: unknown
  readonly goal: string
  readonly validationTypes: readonly JudgeLayer[]
  readonly acceptanceCriteria: readonly string[]
  readonly expectedSchema?: Readonly<Record<string, unknown>> | boolean | undefined
  readonly trustedSources: readonly (TrustedSource | string)[]
}

interface Surroundings {
  readonly signal: AbortSignal
  readonly meter: Meter
}

/** Has the judge look at an output as if one step had given it. Throws what the judge throws. */
export function validate(judge: Judge, work: FinishedWork, { signal, meter }: Surroundings): Promise<Verdict> {
  const { output, goal, acceptanceCriteria, expectedSchema, trustedSources, validationTypes } = work
  const step = { stepId: 1, armId: 'output', action: goal, dependencies: [], acceptanceCriteria: [] }
  const record: JudgedRecord = { stepId: 1, armId: 'output', status: 'ok', output: toRecord(output), citations: [] }
  return judge.judge({
    contract: { goal, acceptanceCriteria: [...acceptanceCriteria], constraints: [] },
    plan: { steps: [step] },
    records: [record],
    layers: validationTypes,
    ...(expectedSchema === undefined ? {} : { expected: { schema: expectedSchema, value: output } }),
    sources: named(trustedSources),
    signal,
    meter,
  })
}

/** Sources without a name get one, for the findings. */
export const named = (sources: FinishedWork['trustedSources']): TrustedSource[] =>
  sources.map((given, at) => (typeof given === 'string' ? { source: `source ${at + 1}`, text: given } : given))

function toRecord(output: unknown): Record<string, unknown> {
  const isRecord = typeof output === 'object' && output !== null && !Array.isArray(output)
  return isRecord ? { ...output } : { output }
}
