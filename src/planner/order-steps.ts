import type { DraftStep } from './plan-draft.ts'

/** A draft step with its final number, and those of the steps it needs. */
export interface NumberedStep extends Omit<DraftStep, 'dependencies' | 'inputs'> {
  readonly stepId: number
  readonly dependencies: readonly number[]
  readonly inputs: Readonly<Record<string, unknown>>
}

export interface Ordered {
  readonly steps: readonly NumberedStep[]
  readonly violations: readonly string[]
}

/**
 * Numbers the steps 1..n so that each comes after those it needs. Steps that were in a good order keep it; a forward
 * reference moves a step back. A reference to a step that does not exist, to itself, to an id that two steps share, or
 * round a circle cannot be repaired and is a violation.
 */
export function orderSteps(drafts: readonly DraftStep[]): Ordered {
  const violations = drafts.flatMap((step) => step.dependencies.flatMap((ref) => objectionTo(step, ref, drafts)))
  if (violations.length > 0) return { steps: [], violations }
  const sorted = sortByDependencies(drafts)
  if (sorted.length < drafts.length) return { steps: [], violations: [describeCircle(drafts, sorted)] }
  const numbers = new Map(sorted.map((step, index) => [step.ref, index + 1]))
  const toNumber = (ref: string) => numbers.get(ref) ?? 0
  return { steps: sorted.map((step, index) => toNumbered(step, index + 1, toNumber)), violations: [] }
}

function objectionTo(step: DraftStep, ref: string, drafts: readonly DraftStep[]): string[] {
  if (ref === step.ref) return [`Step ${step.position} depends on itself.`]
  const meant = drafts.filter((other) => other.ref === ref)
  if (meant.length === 0) return [`Step ${step.position} depends on step ${ref}, which does not exist.`]
  if (meant.length > 1) return [`Step ${step.position} depends on step ${ref}, but ${meant.length} steps have that id.`]
  return []
}

/** Takes, again and again, the first step whose dependencies are all taken. Stops at a circle. */
function sortByDependencies(drafts: readonly DraftStep[]): DraftStep[] {
  const sorted: DraftStep[] = []
  const taken = new Set<string>()
  let rest = drafts
  while (rest.length > 0) {
    const next = rest.find((step) => step.dependencies.every((ref) => taken.has(ref)))
    if (!next) break
    sorted.push(next)
    taken.add(next.ref)
    rest = rest.filter((step) => step !== next)
  }
  return sorted
}

function describeCircle(drafts: readonly DraftStep[], sorted: readonly DraftStep[]): string {
  const stuck = drafts.filter((step) => !sorted.includes(step)).map((step) => step.position)
  return `Steps ${stuck.join(', ')} cannot start: their dependencies form a cycle.`
}

function toNumbered(step: DraftStep, stepId: number, toNumber: (ref: string) => number): NumberedStep {
  const dependencies = step.dependencies.map(toNumber).sort((left, right) => left - right)
  const from = step.inputs['from_step']
  const source = typeof from === 'number' || typeof from === 'string' ? toNumber(String(from)) : 0
  // Steps are renumbered, so what names a step among the inputs has to follow.
  const inputs = source === 0 ? step.inputs : { ...step.inputs, from_step: source }
  return { ...step, stepId, inputs, dependencies }
}
