import { Fault } from '../contracts/fault.ts'
import { findJson } from '../model/parse-json.ts'
import type { Draft, DraftStep } from './plan-draft.ts'
import {
  isRecord,
  type Loose,
  pick,
  readConfidence,
  readDollars,
  readSeconds,
  readText,
  readTexts,
  withSnakeKeys,
} from './read-value.ts'

/**
 * A model's answer as a draft, whatever names and types it used for things. Nothing is checked here but what would be
 * lost by reading on; those are `violations`.
 */
export function parsePlan(text: string): Draft {
  try {
    const { value, isCutOff } = findJson(text)
    return toDraft(value, isCutOff)
  } catch (error) {
    if (error instanceof Fault) return { ...EMPTY, violations: [error.message] }
    throw error
  }
}

const EMPTY: Draft = {
  steps: [],
  rationale: '',
  confidence: 0.5,
  alternativeApproaches: [],
  risks: [],
  violations: [],
}

const STEPS = ['plan', 'steps', 'subtasks', 'sub_tasks', 'tasks', 'plan_steps', 'execution_plan']
const WRAPPERS = [...STEPS, 'result', 'response', 'output', 'answer', 'data']

interface Envelope {
  readonly fields: Loose
  readonly list: readonly unknown[]
  /** The steps are the last thing in the answer. */
  readonly isLast: boolean
}

function toDraft(value: unknown, isCutOff: boolean): Draft {
  const envelope = openEnvelope(value, {})
  if (!envelope) return { ...EMPTY, violations: ['The answer has no list of steps under "plan".'] }
  const { fields, list, isLast } = envelope
  const read = list.map((item, index) => toDraftStep(item, index + 1))
  const cutOff = isCutOff && isLast ? ['The answer was cut off before the plan was complete: be briefer.'] : []
  return {
    steps: read.map(({ step }) => step).filter((step) => step !== null),
    rationale: readText(pick(fields, ['rationale', 'reasoning', 'explanation', 'summary'])),
    confidence: readConfidence(pick(fields, ['confidence_score', 'confidence'])),
    alternativeApproaches: readTexts(pick(fields, ['alternative_approaches', 'alternatives'])),
    risks: readTexts(pick(fields, ['risks', 'risk'])),
    violations: [...cutOff, ...read.flatMap(({ violations }) => violations)],
  }
}

/** Looks for the list of steps: at the top, under one of its names, or inside a record under one of those. */
function openEnvelope(value: unknown, outer: Loose, depth = 0): Envelope | null {
  if (Array.isArray(value)) return { fields: outer, list: value, isLast: true }
  if (!isRecord(value) || depth > 3) return null
  const record = withSnakeKeys(value)
  const fields = { ...outer, ...record }
  if (isNumbered(record)) return { fields: outer, list: Object.values(record), isLast: true }
  const name = WRAPPERS.find((candidate) => typeof record[candidate] === 'object' && record[candidate] !== null)
  if (name === undefined) return null
  const inner = openEnvelope(record[name], fields, depth + 1)
  return inner && { ...inner, isLast: inner.isLast && Object.keys(record).at(-1) === name }
}

/** `{"1": {…}, "2": {…}}` or `{"step_1": {…}}`. */
function isNumbered(record: Loose): boolean {
  const keys = Object.keys(record)
  return keys.length > 0 && keys.every((key) => /^(step_?)?\d+$/.test(key) && isRecord(record[key]))
}

function toDraftStep(item: unknown, position: number): { step: DraftStep | null; violations: readonly string[] } {
  if (!isRecord(item)) return { step: null, violations: [`Step ${position} is not an object.`] }
  const fields = withSnakeKeys(item)
  const inputs = readInputs(pick(fields, ['inputs', 'input', 'params', 'parameters', 'arguments', 'args']))
  const step: DraftStep = {
    position,
    ref: toRef(pick(fields, ['step_id', 'step', 'step_number', 'id', 'number'])) ?? String(position),
    action: readText(pick(fields, ['action', 'description', 'task', 'instruction', 'title', 'name'])),
    armId: readText(pick(fields, ['arm_id', 'required_arm', 'arm', 'agent', 'tool', 'assigned_arm'])),
    requiredCapabilities: readTexts(pick(fields, ['required_capabilities', 'capabilities'])),
    dependencies: readRefs([
      pick(fields, ['dependencies', 'depends_on', 'dependency', 'deps', 'after']),
      // A step whose code is taken over has to be done first, whether the model says so or not.
      inputs?.['from_step'],
    ]),
    inputs: inputs ?? {},
    acceptanceCriteria: readTexts(pick(fields, ['acceptance_criteria', 'criteria', 'success_criteria'])),
    estimatedDuration: readSeconds(
      pick(fields, ['estimated_duration', 'estimated_duration_seconds', 'estimated_time', 'duration']),
    ),
    estimatedCost: readDollars(pick(fields, ['estimated_cost', 'estimated_cost_usd', 'cost'])),
    rationale: readText(pick(fields, ['rationale', 'reasoning', 'reason'])),
  }
  return { step, violations: inputs ? [] : [`Step ${position}: inputs must be an object.`] }
}

// Refs are shown in violations, and a model may have put anything there.
const MAX_REF = 40

/** "Step 2", "step_2", "S2", 2 and 2.0 are all the ref "2"; other ids stay as they are, in lower case. */
function toRef(value: unknown): string | null {
  if (isRecord(value)) return toRef(pick(withSnakeKeys(value), ['step_id', 'step', 'step_number', 'id', 'number']))
  if (typeof value !== 'number' && typeof value !== 'string') return null
  const text = String(value).trim().toLowerCase().slice(0, MAX_REF)
  if (text === '') return null
  return /^(?:step|s|task|t|#)?[\s_#-]*(\d+)(?:\.0)?(?:[:.)].*)?$/.exec(text)?.[1] ?? text
}

function readRefs(value: unknown): string[] {
  const list = [value].flat(2).flatMap((item) => (typeof item === 'string' ? item.split(/[,;]|\band\b/) : [item]))
  const refs = list.map(toRef).filter((ref) => ref !== null)
  return [...new Set(refs)].filter((ref) => !NO_REF.has(ref))
}

const NO_REF: ReadonlySet<string> = new Set(['none', 'null', 'n/a', '-', '[]'])

/** Null for what can't be an arm's input. */
function readInputs(value: unknown): Loose | null {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return {}
  return isRecord(value) ? value : null
}
