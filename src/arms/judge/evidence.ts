import { z } from 'zod'
import type { PlanStep } from '../../contracts/plan.ts'
import type { StepRecord } from '../../contracts/step.ts'

/** What the judge needs to know of a step of the plan. */
export type JudgedStep = Pick<PlanStep, 'stepId' | 'armId' | 'action' | 'dependencies' | 'acceptanceCriteria'>

/** What the judge needs to know of what came of a step. */
export type JudgedRecord = Pick<StepRecord, 'stepId' | 'armId' | 'status' | 'output' | 'citations'> &
  Partial<Pick<StepRecord, 'fault'>>

/** The work to be judged: the steps, and what came of each. */
export interface Work {
  readonly steps: readonly JudgedStep[]
  readonly records: readonly JudgedRecord[]
}

const CodeOutput = z.object({
  code: z.string().min(1),
  tests: z.string().nullish(),
  language: z.string().default('python'),
})
export type CodeOutput = z.infer<typeof CodeOutput>

const Run = z.object({
  success: z.boolean(),
  exit_code: z.number().nullish(),
  stdout: z.string().default(''),
  stderr: z.string().default(''),
  tests: z
    .object({
      ran: z.number(),
      failed: z.number(),
      failures: z.array(z.object({ name: z.string(), message: z.string() })).default([]),
    })
    .nullish(),
})
export type Run = z.infer<typeof Run>

/** The code that a step wrote, or null. Any arm may write code: what counts is the shape of its output. */
export const codeOf = ({ output }: JudgedRecord): CodeOutput | null => CodeOutput.safeParse(output).data ?? null

/** How the program went that a step ran, or null when it ran none. */
export const runOf = ({ output }: JudgedRecord): Run | null =>
  'exit_code' in output ? (Run.safeParse(output).data ?? null) : null

/** The step that wrote the code which this step ran: its last dependency with code, else the step itself. */
export function writerOf(stepId: number, { steps, records }: Work): number {
  const dependencies = steps.find((step) => step.stepId === stepId)?.dependencies ?? []
  const writers = records.filter((record) => dependencies.includes(record.stepId) && codeOf(record))
  return writers.at(-1)?.stepId ?? stepId
}

/** Whether a step builds, directly or through others, on an earlier one. */
export function buildsOn(stepId: number, earlier: number, steps: readonly JudgedStep[]): boolean {
  const dependencies = steps.find((step) => step.stepId === stepId)?.dependencies ?? []
  return dependencies.some((id) => id === earlier || buildsOn(id, earlier, steps))
}
