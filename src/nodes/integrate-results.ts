import type { Plan, PlanStep } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { TaskContract, TaskResult } from '../contracts/task.ts'
import type { Verdict } from '../contracts/verdict.ts'
import { chainConfidence } from './chain-confidence.ts'
import { numberCitations, renderSection, type Section, toSection } from './render-section.ts'

export interface Results {
  readonly contract: Pick<TaskContract, 'goal'>
  readonly plan: Pick<Plan, 'steps'>
  /** The latest record of each step. */
  readonly records: readonly StepRecord[]
  readonly verdict: Verdict | null
}

/**
 * - sequential: one final step; its work is the answer
 * - accumulative: several final steps; a section for each
 * - hierarchical: one final step that joins several branches; its work, then what each branch contributed
 */
type IntegrationStrategy = 'sequential' | 'accumulative' | 'hierarchical'

/**
 * The result of a task from the results of its steps; no model, the same input always gives the same result. The answer
 * is Markdown and made of the steps that nothing else builds on, checks left aside: code with how its tests went, a cited
 * answer with its sources, a computed value. What is missing of an unfinished plan is said first.
 */
export function integrateResults({ plan, records, verdict }: Results): TaskResult {
  const done = records.filter(({ status }) => status === 'ok')
  const final = finalSteps(plan.steps, done)
  const strategy = strategyFor(plan.steps, final, done)
  const sections = sectionsFor(strategy, final, plan.steps, done)
  const numbered = numberCitations(sections)
  return {
    answer: [...missingFrom(plan.steps, records), ...refused(verdict), ...render(strategy, numbered)].join('\n\n'),
    outputs: Object.fromEntries(done.map(({ stepId, output }) => [String(stepId), output])),
    artifacts: uniquelyNamed([
      ...numbered.flatMap(({ artifacts }) => artifacts),
      ...done.flatMap(({ artifacts }) => artifacts),
    ]),
    citations: numbered.flatMap(({ citations }) => citations),
    confidence: chainConfidence({ final, plan, records, verdict }),
  }
}

const CHECKS = new Set(['judge', 'guardian'])
const isCheck = ({ armId }: Pick<StepRecord, 'armId'>) => CHECKS.has(armId)

/** Finished steps whose work nothing but checks builds on; of an unfinished plan, those that came furthest. */
function finalSteps(steps: readonly PlanStep[], done: readonly StepRecord[]): StepRecord[] {
  const work = done.filter((record) => !isCheck(record))
  const ids = new Set(work.map(({ stepId }) => stepId))
  const builtOn = new Set(steps.filter(({ stepId }) => ids.has(stepId)).flatMap(({ dependencies }) => dependencies))
  const final = work.filter(({ stepId }) => !builtOn.has(stepId))
  return final.length > 0 ? final : [...done]
}

function strategyFor(
  steps: readonly PlanStep[],
  final: readonly StepRecord[],
  done: readonly StepRecord[],
): IntegrationStrategy {
  const [only, ...others] = final
  if (others.length > 0) return 'accumulative'
  return only && branchesOf(only, steps, done).length > 1 ? 'hierarchical' : 'sequential'
}

function sectionsFor(
  strategy: IntegrationStrategy,
  final: readonly StepRecord[],
  steps: readonly PlanStep[],
  done: readonly StepRecord[],
): Section[] {
  const own = final.map((record) => toSection(record, sourcesOf(record, steps, done)))
  if (strategy !== 'hierarchical') return own
  const shown = new Set(own.flatMap(({ stepIds }) => stepIds))
  const branches = final.flatMap((record) => branchesOf(record, steps, done)).filter(({ stepId }) => !shown.has(stepId))
  return [...own, ...branches.map((record) => toSection(record, sourcesOf(record, steps, done)))]
}

const sourcesOf = ({ stepId }: StepRecord, steps: readonly PlanStep[], done: readonly StepRecord[]) => {
  const dependencies = steps.find((step) => step.stepId === stepId)?.dependencies ?? []
  return done.filter((record) => dependencies.includes(record.stepId))
}

const branchesOf = (record: StepRecord, steps: readonly PlanStep[], done: readonly StepRecord[]) =>
  sourcesOf(record, steps, done).filter((source) => !isCheck(source))

function render(strategy: IntegrationStrategy, sections: readonly Section[]): string[] {
  if (strategy === 'sequential') return sections.map(renderSection)
  const titled = (section: Section) => `## ${section.title}\n\n${renderSection(section)}`
  if (strategy === 'accumulative') return sections.map(titled)
  const [main, ...branches] = sections
  return [...(main ? [renderSection(main)] : []), ...branches.map(titled)]
}

function missingFrom(steps: readonly PlanStep[], records: readonly StepRecord[]): string[] {
  const byId = new Map(records.map((record) => [record.stepId, record]))
  const missing = steps.filter(({ stepId }) => byId.get(stepId)?.status !== 'ok')
  if (missing.length === 0) return []
  const lines = missing.map(({ stepId, action }) => {
    const record = byId.get(stepId)
    const why = record?.fault?.message ?? (record ? 'It did not succeed.' : 'It was not run.')
    return `> - Step ${stepId}, ${action}: ${why}`
  })
  const finished = steps.length - missing.length
  return [`> **Partial result**: ${finished} of ${steps.length} steps finished. Missing:\n>\n${lines.join('\n')}`]
}

function refused(verdict: Verdict | null): string[] {
  if (!verdict || verdict.valid) return []
  const errors = verdict.issues.filter(({ severity }) => severity === 'error').map(({ message }) => `> - ${message}`)
  return [`> **Not accepted by the judge.**${errors.length > 0 ? `\n>\n${errors.join('\n')}` : ''}`]
}

/** Two files of one name would overwrite each other: a later one gets its place in the list before its name. */
function uniquelyNamed(artifacts: readonly TaskResult['artifacts'][number][]): TaskResult['artifacts'] {
  const kept: TaskResult['artifacts'] = []
  for (const artifact of artifacts) {
    const same = kept.filter(({ name, content }) => name === artifact.name && content === artifact.content)
    const isTaken = kept.some(({ name }) => name === artifact.name)
    if (same.length === 0) kept.push(isTaken ? { ...artifact, name: `${kept.length + 1}-${artifact.name}` } : artifact)
  }
  return kept
}
