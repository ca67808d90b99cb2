import { Fault } from '../../contracts/fault.ts'
import type { TaskContract } from '../../contracts/task.ts'
import { JudgeLayer } from '../../contracts/validate.ts'
import { JudgeIssue, type Verdict } from '../../contracts/verdict.ts'
import type { Meter, Model } from '../../model/model.ts'
import { askJudge, type Review } from './ask-judge.ts'
import type { ExpectedOutput } from './check-schema.ts'
import { earlierVerdicts } from './earlier-verdicts.ts'
import { type JudgedRecord, type JudgedStep, runOf, type Work, writerOf } from './evidence.ts'
import { issuesOf, type JudgedCriterion, judgeCriteria, settle } from './judge-criteria.ts'
import { judgeExecution, went } from './judge-execution.ts'
import { isWellCited, judgeFacts } from './judge-facts.ts'
import { judgeSchema } from './judge-schema.ts'
import { judgeSources, type Source } from './judge-sources.ts'
import { judgeSteps } from './judge-steps.ts'

interface JudgeRequest {
  readonly contract: Pick<TaskContract, 'goal' | 'acceptanceCriteria' | 'constraints'>
  readonly plan: { readonly steps: readonly JudgedStep[] }
  /** The latest record of each step. */
  readonly records: readonly JudgedRecord[]
  readonly signal: AbortSignal
  readonly meter: Meter
  /** Held against the output: its form, and texts whose statements are taken to be true. */
  readonly expected?: ExpectedOutput
  readonly sources?: readonly Source[]
  /** Only these layers. All when left out. */
  readonly layers?: readonly JudgeLayer[]
}

/**
 * Checks results against what was asked for, in layers: every step has a result, of the expected form where one is given
 * (schema), what happened when code ran (execution), citations against what was retrieved and statements against trusted
 * sources (facts), the acceptance criteria and constraints of the task and of
 * its steps (criteria); then one question to the model for the criteria that cannot be decided by looking, and for
 * hallucination and quality. What was measured outranks what the model says.
 *
 * Without a model, or when it is down or answers rubbish (a warning says so), criteria that only a reader can tell are
 * "Not verified": neither passed nor failed. `confidence` is the mean over the criteria: 1 where evidence decided, 0.7
 * where the model did, 0.3 where nobody could; 1 when evidence alone makes the result invalid; 0.7 with and 0.5 without a
 * model's review when there are no criteria. Throws BUDGET_EXCEEDED and the signal's reason, no other fault of the model.
 */
export interface Judge {
  judge(request: JudgeRequest): Promise<Verdict>
}

interface JudgeParts {
  readonly model: Model | null
  /** Whether a text holds personal data, for criteria such as "No PII in output". */
  readonly hasPii?: (text: string) => boolean
}

export function createJudge({ model, hasPii }: JudgeParts): Judge {
  return {
    async judge(request) {
      const { contract, plan, records, signal, meter, layers = JudgeLayer.options } = request
      const work: Work = { steps: plan.steps, records }
      const measured = (await measure(work, request)).filter(({ type }) => layers.includes(LAYER_OF[type]))
      const asked = [...new Set([...contract.acceptanceCriteria, ...contract.constraints])]
      const looked = layers.includes('criteria') ? judgeCriteria(asked, work, hasPii) : []
      const review =
        model && needsReader(layers, looked)
          ? await reviewBy(model, { goal: contract.goal, looked, measured, work, signal, meter, layers })
          : { answered: null, issues: [] }
      return toVerdict(work, measured, settle(looked, review.answered?.criteria ?? []), review)
    },
  }
}

/** The layer a kind of issue belongs to. */
const LAYER_OF = {
  schema: 'schema',
  execution: 'schema',
  fact: 'facts',
  criteria: 'criteria',
  hallucination: 'hallucination',
  quality: 'quality',
} as const satisfies Record<JudgeIssue['type'], JudgeLayer>

/** What can be found without a model. */
async function measure(work: Work, { expected, sources = [], signal }: JudgeRequest): Promise<JudgeIssue[]> {
  return [
    ...judgeSteps(work),
    ...(expected ? await judgeSchema(expected, signal) : []),
    ...judgeExecution(work),
    ...judgeFacts(work),
    ...(await judgeSources(work.records.flatMap(textsOf), sources, signal)),
    ...earlierVerdicts(work),
  ]
}

const textsOf = ({ output }: JudgedRecord) => Object.values(output).filter((value) => typeof value === 'string')

// Schema and facts have been looked at; whether a criterion is met may be left to be asked.
const needsReader = (layers: readonly JudgeLayer[], looked: readonly JudgedCriterion[]) =>
  layers.includes('hallucination') || layers.includes('quality') || looked.some(({ finding }) => !finding)

interface Reviewed {
  readonly answered: Review | null
  readonly issues: readonly JudgeIssue[]
}

interface ReviewParts {
  readonly goal: string
  readonly looked: readonly JudgedCriterion[]
  readonly measured: readonly JudgeIssue[]
  readonly work: Work
  readonly signal: AbortSignal
  readonly meter: Meter
  readonly layers: readonly JudgeLayer[]
}

async function reviewBy(model: Model, { looked, measured, work, layers, ...rest }: ReviewParts): Promise<Reviewed> {
  const decided = looked.flatMap(({ criterion, finding }) =>
    finding ? [`${finding.met ? 'met' : 'not met'}: ${criterion} (${finding.why})`] : [],
  )
  const criteria = looked.filter(({ finding }) => !finding).map(({ criterion }) => criterion)
  const established = [...decided, ...measured.map(({ message }) => message)]
  try {
    const answered = await askJudge(model, { ...rest, work, criteria, established })
    const issues = issuesOfModel(answered, work).filter(({ type }) => layers.includes(LAYER_OF[type]))
    return { answered, issues }
  } catch (error) {
    if (!(error instanceof Fault && error.code.startsWith('MODEL_'))) throw error
    const message = `The model could not review the result (${error.code}): only what can be measured was checked.`
    return { answered: null, issues: [{ severity: 'warning', type: 'quality', message, suggestion: '' }] }
  }
}

/** A model may find what nobody measured. It may not dispute what was, and mere quality is no error. */
function issuesOfModel({ issues }: Review, work: Work): JudgeIssue[] {
  const proven = provenSteps(work)
  return issues.flatMap(({ step_id: stepId, ...issue }) => {
    if (issue.type !== 'hallucination' && issue.type !== 'fact' && issue.type !== 'quality') return []
    const mayFail = issue.type !== 'quality' && !(stepId != null && proven.has(stepId))
    const severity = issue.severity === 'error' && !mayFail ? 'warning' : issue.severity
    const known = work.steps.some((step) => step.stepId === stepId)
    return [JudgeIssue.parse({ ...issue, severity, ...(known ? { stepId } : {}) })]
  })
}

/** Steps whose work evidence speaks for: code whose tests passed, answers whose citations stand. */
function provenSteps(work: Work): ReadonlySet<number> {
  return new Set(
    work.records.flatMap((record) => {
      const run = runOf(record)
      if (run?.tests && went(run)) return [record.stepId, writerOf(record.stepId, work)]
      return isWellCited(record, work) ? [record.stepId] : []
    }),
  )
}

function toVerdict(
  work: Work,
  measured: readonly JudgeIssue[],
  judged: readonly JudgedCriterion[],
  { answered, issues: said }: Reviewed,
): Verdict {
  const issues = distinct([...measured, ...issuesOf(judged), ...said])
  const passed = judged.filter(({ finding }) => finding?.met)
  const failed = judged.filter(({ finding }) => finding && !finding.met)
  const hasError = (some: readonly JudgeIssue[]) => some.some(({ severity }) => severity === 'error')
  const isDisproven = hasError(measured) || failed.some(({ by }) => by === 'evidence')
  const finished = work.records.filter(({ status }) => status === 'ok').length / Math.max(work.steps.length, 1)
  const met = passed.length + failed.length === 0 ? 1 : passed.length / (passed.length + failed.length)
  return {
    valid: !hasError(issues) && failed.length === 0,
    confidence: isDisproven ? 1 : confidenceIn(judged, answered !== null),
    issues,
    passedCriteria: [...new Set(passed.map(({ criterion }) => criterion))],
    failedCriteria: [...new Set(failed.map(({ criterion }) => criterion))],
    qualityScore: answered?.quality_score ?? Math.min(1, finished) * met,
  }
}

/** A judge step of the plan may have found the same. */
function distinct(issues: readonly JudgeIssue[]): JudgeIssue[] {
  return [...new Map(issues.map((issue) => [`${issue.type} ${issue.stepId} ${issue.message}`, issue])).values()]
}

const TRUST = { evidence: 1, model: 0.7, nobody: 0.3 }

function confidenceIn(judged: readonly JudgedCriterion[], wasReviewed: boolean): number {
  if (judged.length === 0) return wasReviewed ? 0.7 : 0.5
  return judged.reduce((sum, { by }) => sum + TRUST[by], 0) / judged.length
}
