import { type JudgeIssue, Verdict } from '../../contracts/verdict.ts'
import { fromWire } from '../../contracts/wire.ts'
import type { Work } from './evidence.ts'

/** Errors that a judge step of the plan found: what one judge refused, the next does not wave through. */
export function earlierVerdicts({ records }: Work): JudgeIssue[] {
  return records.flatMap((record) => {
    const verdict = Verdict.safeParse(fromWire(Verdict, record.output)).data
    if (!verdict || verdict.valid) return []
    return verdict.issues.filter(({ severity }) => severity === 'error')
  })
}
