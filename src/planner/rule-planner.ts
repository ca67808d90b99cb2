import type { ArmDescription } from '../contracts/arm.ts'
import { Fault } from '../contracts/fault.ts'
import type { Plan, PlanStep } from '../contracts/plan.ts'
import { assemblePlan, checkSteps } from './check-plan.ts'
import { finishSteps } from './finish-steps.ts'
import { type Intent, parseIntent } from './intent.ts'
import type { PlanningRequest } from './planner.ts'

/** A step before the review steps and the estimates are added. Dependencies are positions in the list, from 1. */
interface Work {
  readonly armId: string
  readonly action: string
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly dependencies?: readonly number[]
}

interface Recipe {
  readonly work: readonly Work[]
  readonly confidence: number
  readonly rationale: string
}

interface Situation {
  readonly request: PlanningRequest
  readonly intent: Intent
  /** A model exists and is only down for now: it may be back when a step asks it, which fails with MODEL_UNAVAILABLE else. */
  readonly hasModel: boolean
}

/**
 * Plans by rule, without a model: runs code the context brings, searches for what is asked, or calls an arm whose name or
 * capabilities the goal mentions; then guardian and judge, where on offer. Only steps that can work are planned, and the
 * confidence is at most 0.4. Throws `Fault('PLAN_INVALID')` when no arm on offer can do anything without a model.
 */
export function planByRule(request: PlanningRequest, { hasModel }: { readonly hasModel: boolean }): Plan {
  const situation: Situation = { request, intent: parseIntent(request.goal), hasModel }
  const recipe = RECIPES.map((make) => make(situation)).find((made) => made !== null)
  if (!recipe) throw invalid([NOTHING_WORKS])
  const steps = toSteps([...recipe.work, ...coverCapabilities(recipe.work, situation)], request)
  const violations = checkSteps(steps, request)
  if (violations.length > 0) throw invalid(violations)
  return assemblePlan(steps, {
    confidenceScore: recipe.confidence,
    rationale: recipe.rationale,
    source: 'rule',
    risks: ['Planned by rule, without a model: the goal may need more than this.'],
    requestId: request.requestId ?? null,
  })
}

const NOTHING_WORKS =
  'No arm on offer can work without a model: configure a model, or offer a retriever, or an executor with context.code.'

function invalid(violations: readonly string[]): Fault {
  return new Fault('PLAN_INVALID', `No plan can be made by rule: ${violations.join(' ')}`, {
    errors: violations.map((message) => ({ path: 'plan', message })),
  })
}

const RECIPES: readonly ((situation: Situation) => Recipe | null)[] = [
  workOnCode,
  runGivenCode,
  screenText,
  callNamedArm,
  search,
  callAnyArm,
]

const RUNNABLE: ReadonlySet<unknown> = new Set(['python', 'javascript'])
const CODER_TASKS = {
  debugging: 'debug',
  refactoring: 'refactor',
  code_analysis: 'analyze',
  code_generation: 'generate',
} as const

function workOnCode({ request, intent, hasModel }: Situation): Recipe | null {
  const topic = Object.keys(CODER_TASKS).find((name) => intent.requiredCapabilities.some((known) => known === name))
  if (!topic || !hasModel || !offers(request, 'coder')) return null
  const language = languageOf(request, intent) ?? 'python'
  const { code } = request.context
  const task = Object.entries(CODER_TASKS).find(([name]) => name === topic)?.[1] ?? 'generate'
  const inputs = { task, language, ...(typeof code === 'string' && { code }) }
  const coder: Work = { armId: 'coder', action: describe('Write the code', request), inputs }
  const runs = RUNNABLE.has(language) && offers(request, 'executor') && task !== 'analyze'
  const executor: Work = {
    armId: 'executor',
    action: 'Run the code of step 1 against its tests.',
    inputs: { language, from_step: 1 },
    dependencies: [1],
  }
  const rationale = 'The goal speaks of code: the coder writes it when the model is back, tests verify it.'
  return { work: runs ? [coder, executor] : [coder], confidence: 0.35, rationale }
}

function runGivenCode({ request, intent }: Situation): Recipe | null {
  const { code, tests, stdin } = request.context
  const language = languageOf(request, intent) ?? 'python'
  if (typeof code !== 'string' || code.trim() === '' || !RUNNABLE.has(language)) return null
  if (!offers(request, 'executor')) return null
  const inputs = {
    language,
    code,
    ...(typeof tests === 'string' && { tests }),
    ...(typeof stdin === 'string' && { stdin }),
  }
  const work = [{ armId: 'executor', action: describe('Run the given code', request), inputs }]
  return { work, confidence: 0.4, rationale: 'The context brings code: it is run.' }
}

function screenText({ request, intent }: Situation): Recipe | null {
  const { text } = request.context
  if (!intent.requiredCapabilities.includes('safety') || !offers(request, 'guardian')) return null
  const inputs = { text: typeof text === 'string' ? text : request.goal }
  const work = [{ armId: 'guardian', action: describe('Check the text for unsafe content', request), inputs }]
  return {
    work,
    confidence: 0.4,
    rationale: 'The goal is about unsafe or personal content: the guardian looks for it.',
  }
}

/** Arms that cannot be called just so: they need a model, code, or something to judge. */
const NOT_ALONE: ReadonlySet<string> = new Set(['planner', 'coder', 'executor', 'judge', 'guardian'])

function callNamedArm({ request }: Situation): Recipe | null {
  const wanted = wordsOf(request.goal)
  const named = request.arms.find(
    (arm) =>
      !NOT_ALONE.has(arm.armId) &&
      arm.armId !== 'retriever' &&
      [...wordsOf([arm.armId, arm.name, ...arm.capabilities].join(' '))].some((word) => wanted.has(word)) &&
      inputFor(arm, request) !== null,
  )
  if (!named) return null
  return { work: [callTo(named, request)], confidence: 0.3, rationale: `The goal mentions what ${named.name} does.` }
}

function search({ request }: Situation): Recipe | null {
  if (!offers(request, 'retriever')) return null
  const inputs = { query: request.goal.slice(0, 2_000) }
  const work = [{ armId: 'retriever', action: describe('Search the documents', request), inputs }]
  return { work, confidence: 0.3, rationale: 'What the documents say about the goal can be found without a model.' }
}

function callAnyArm({ request }: Situation): Recipe | null {
  const arm = request.arms.find((candidate) => !NOT_ALONE.has(candidate.armId) && inputFor(candidate, request) !== null)
  if (!arm) return null
  return { work: [callTo(arm, request)], confidence: 0.1, rationale: 'No arm fits the goal; this one can be asked.' }
}

/** Calls to arms that have a required capability which the work so far has not. */
function coverCapabilities(work: readonly Work[], { request }: Situation): Work[] {
  const has = (armId: string, capability: string) =>
    request.arms.some((arm) => arm.armId === armId && arm.capabilities.includes(capability))
  const reviewers = ['guardian', 'judge'].filter((armId) => offers(request, armId))
  const missing = request.requiredCapabilities.filter(
    (capability) => ![...work.map(({ armId }) => armId), ...reviewers].some((armId) => has(armId, capability)),
  )
  const arms = request.arms.filter(
    (arm) =>
      !NOT_ALONE.has(arm.armId) &&
      missing.some((capability) => arm.capabilities.includes(capability)) &&
      inputFor(arm, request) !== null,
  )
  return arms.map((arm) => callTo(arm, request))
}

function callTo(arm: ArmDescription, request: PlanningRequest): Work {
  return { armId: arm.armId, action: describe(`Ask ${arm.name}`, request), inputs: inputFor(arm, request) ?? {} }
}

const TEXT_FIELDS: ReadonlySet<unknown> = new Set(['goal', 'query', 'question', 'text', 'prompt', 'input'])

/** The goal in whatever text field the arm requires; null when it requires something the goal cannot fill. */
function inputFor(arm: ArmDescription, { goal }: PlanningRequest): Record<string, unknown> | null {
  const { required } = arm.inputSchema
  const names: unknown[] = Array.isArray(required) ? required : []
  if (!names.every((name) => TEXT_FIELDS.has(name))) return null
  return Object.fromEntries(names.map((name) => [String(name), goal]))
}

/** The work, then what reviews it: the guardian its last step, the judge all of it. */
function toSteps(work: readonly Work[], request: PlanningRequest): PlanStep[] {
  const all = work.map((_, index) => index + 1)
  const review: Work[] = []
  if (offers(request, 'guardian') && work.at(-1)?.armId !== 'guardian') {
    const action = 'Check the output for personal data, secrets and unsafe content.'
    review.push({ armId: 'guardian', action, dependencies: all.slice(-1) })
  }
  if (offers(request, 'judge')) {
    review.push({ armId: 'judge', action: 'Verify the results against the acceptance criteria.', dependencies: all })
  }
  const drafts = [...work, ...review].map(({ armId, action, inputs = {}, dependencies = [] }, index) => ({
    position: index + 1,
    stepId: index + 1,
    ref: String(index + 1),
    action,
    armId,
    inputs,
    dependencies,
    requiredCapabilities: [],
    acceptanceCriteria: review.length > 0 ? [] : ['The output was checked against the goal'],
    estimatedDuration: null,
    estimatedCost: null,
    rationale: '',
  }))
  return finishSteps(drafts, request)
}

function offers({ arms }: PlanningRequest, armId: string): boolean {
  return arms.some((arm) => arm.armId === armId)
}

function languageOf({ context }: PlanningRequest, intent: Intent): string | undefined {
  const language = context['language'] ?? intent.context['language']
  return typeof language === 'string' ? language.toLowerCase() : undefined
}

function describe(what: string, { goal }: PlanningRequest): string {
  return `${what}: ${goal.trim()}`.slice(0, 500)
}

/** Words that say something, cut to their stem so that "forecasting" meets "forecast". */
function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[a-z]{4,}/g) ?? []
  return new Set(words.map((word) => word.replace(/(?:ing|ion|er|ed|s)$/, '')).filter((word) => word.length >= 4))
}
