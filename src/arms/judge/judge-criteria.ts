import type { JudgeIssue } from '../../contracts/verdict.ts'
import { type CriterionFinding, checkCriterion } from './check-criterion.ts'
import type { Work } from './evidence.ts'

export interface JudgedCriterion {
  readonly criterion: string
  /** `evidence`: by looking. `model`: by asking. `nobody`: neither passed nor failed. */
  readonly by: 'evidence' | 'model' | 'nobody'
  readonly finding: CriterionFinding | null
}

/**
 * Criteria that can be decided by looking are; the others are left to be asked. Those of a step are about its own output
 * and count only where they can be decided.
 */
export function judgeCriteria(
  criteria: readonly string[],
  work: Work,
  hasPii: ((text: string) => boolean) | undefined,
): JudgedCriterion[] {
  const finished = work.records.filter(({ status }) => status === 'ok')
  const decide = (criterion: string, about: typeof finished): JudgedCriterion => {
    const finding = checkCriterion(criterion, { about, work, hasPii })
    return { criterion, by: finding ? 'evidence' : 'nobody', finding }
  }
  const ofTask = criteria.map((criterion) => decide(criterion, finished))
  const ofSteps = work.steps.flatMap(({ stepId, acceptanceCriteria }) => {
    const own = finished.filter((record) => record.stepId === stepId)
    return acceptanceCriteria
      .filter((criterion) => !criteria.includes(criterion))
      .map((criterion) => decide(criterion, own))
      .filter(({ finding }) => finding !== null)
  })
  return [...ofTask, ...ofSteps]
}

/** The open criteria as the model answered them; what it did not answer stays open. */
export function settle(
  judged: readonly JudgedCriterion[],
  answers: readonly { readonly criterion: string; readonly met: boolean; readonly why: string }[],
): JudgedCriterion[] {
  const given = new Map(answers.map((answer) => [plain(answer.criterion), answer]))
  return judged.map((one) => {
    const answer = one.by === 'nobody' ? given.get(plain(one.criterion)) : undefined
    return answer ? { ...one, by: 'model', finding: { met: answer.met, why: answer.why } } : one
  })
}

export function issuesOf(judged: readonly JudgedCriterion[]): JudgeIssue[] {
  return judged.flatMap(({ criterion, finding }) => {
    if (!finding) return [unverified(criterion)]
    return finding.met ? [] : [unmet(criterion, finding)]
  })
}

const unmet = (criterion: string, { why, stepId }: CriterionFinding): JudgeIssue => ({
  severity: 'error',
  type: 'criteria',
  message: `Not met: ${criterion} (${why || 'no reason given'})`,
  suggestion: `Make this true: ${criterion}`,
  ...(stepId === undefined ? {} : { stepId }),
})

const unverified = (criterion: string): JudgeIssue => ({
  severity: 'info',
  type: 'criteria',
  message: `Not verified: ${criterion}`,
  suggestion: '',
})

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
