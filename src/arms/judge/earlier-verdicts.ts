import { type JudgeIssue, Verdict } from '../../contracts/verdict.ts'
import { fromWire } from '../../contracts/wire.ts'
import { type JudgedRecord, type Work, writerOf } from './evidence.ts'

/** Errors that a judge step of the plan found: what one judge refused, the next does not wave through. */
export function earlierVerdicts(work: Work): JudgeIssue[] {
  return work.records.flatMap((record) => {
    const verdict = refusalIn(record)
    const errors = verdict?.issues.filter(({ severity }) => severity === 'error') ?? []
    return errors.map((issue) => ({ ...blame(record.stepId, work), ...issue }))
  })
}

/** The verdict that a step gave, when it is that the work is not valid. */
export function refusalIn({ output }: Pick<JudgedRecord, 'output'>): Verdict | null {
  const verdict = Verdict.safeParse(fromWire(Verdict, output)).data
  return verdict && !verdict.valid ? verdict : null
}

/** What a judge step found fault with is the work it was given, not the judging. */
function blame(stepId: number, work: Work): { stepId?: number } {
  const writer = writerOf(stepId, work)
  const judged = writer === stepId ? work.steps.find((step) => step.stepId === stepId)?.dependencies.at(-1) : writer
  return judged === undefined ? {} : { stepId: judged }
}
