/** What has to come of an answer: a plan of so many steps, with no help of the model, or violations that say this. */
type Expected = { readonly steps: number } | { readonly violation: RegExp }

export interface MalformedAnswer {
  readonly name: string
  readonly answer: string
  readonly expected: Expected
}

type Step = Record<string, unknown>

const GOOD: readonly Step[] = [
  step(1, 'coder', 'Write the function and its tests', []),
  step(2, 'executor', 'Run the tests of the function', [1], { from_step: 1 }),
  step(3, 'judge', 'Judge the function by the criteria', [1, 2]),
]

function step(id: unknown, arm: string, action: string, dependencies: unknown, inputs: unknown = {}): Step {
  return {
    step_id: id,
    action,
    arm_id: arm,
    required_capabilities: [],
    dependencies,
    inputs,
    acceptance_criteria: ['all tests pass'],
    estimated_duration: 20,
    estimated_cost: 0.01,
    rationale: 'because',
  }
}

/** The good plan with one step's fields changed (undefined removes a field). */
function change(position: number, fields: Step): Step[] {
  return GOOD.map((good, index) => (index + 1 === position ? { ...good, ...fields } : good))
}

function changeAll(rename: (good: Step, index: number) => Step): Step[] {
  return GOOD.map(rename)
}

function planJson(plan: unknown, rest: Step = {}): string {
  return JSON.stringify({ plan, rationale: 'Write, run, judge.', confidence_score: 0.8, ...rest })
}

const good = planJson(GOOD)
const plan = (name: string, answer: string, steps = 3): MalformedAnswer => ({ name, answer, expected: { steps } })
const violates = (name: string, answer: string, violation: RegExp): MalformedAnswer => ({
  name,
  answer,
  expected: { violation },
})

/** Sound plans in unsound JSON. */
export const BROKEN_JSON: readonly MalformedAnswer[] = [
  plan('a json fence', `\`\`\`json\n${good}\n\`\`\``),
  plan('a bare fence', `\`\`\`\n${good}\n\`\`\``),
  plan('a fence that is never closed', `\`\`\`json\n${good}`),
  plan('prose before', `Here is the plan you asked for:\n${good}`),
  plan('prose with brackets around', `Plan [v1] {draft}: ${good} I hope {this} helps!`),
  plan('thinking aloud first', `<think>{"plan": []} would be too short…</think>\n${good}`),
  plan('a byte order mark', `\uFEFF${good}`),
  plan(
    'trailing commas',
    good.replaceAll('}', ',}').replaceAll(']', ',]').replaceAll('{,}', '{}').replaceAll('[,]', '[]'),
  ),
  plan('single quotes', good.replaceAll('"', "'")),
  plan('curly quotes', good.replaceAll(/"(\w+)":/g, '“$1”:')),
  plan('bare keys', good.replaceAll(/"(\w+)":/g, '$1:')),
  plan('line comments', good.replace('{"plan":', '// the plan\n{"plan": // steps\n')),
  plan('block comments', good.replace('"rationale":', '/* why */ "rationale":')),
  plan('missing commas between steps', good.replaceAll('},{', '}\n{')),
  plan('the constants of Python', good.replace('"inputs":{}', '"inputs":None')),
  plan('raw line breaks in strings', good.replace('Write, run, judge.', 'Write,\nrun,\njudge.')),
  plan('JSON within a JSON string', JSON.stringify(good)),
  plan('the last bracket missing', good.slice(0, -1)),
  plan('cut off in the rationale, after the plan', good.slice(0, good.indexOf('run, judge'))),
  violates('cut off in a step', good.slice(0, good.indexOf('Run the tests')), /cut off/),
  violates('cut off between two steps', good.slice(0, good.indexOf('{"step_id":3')), /cut off/),
  violates('a bare list cut off', JSON.stringify(GOOD).slice(0, -20), /cut off/),
  violates('nothing', '', /is empty/),
  violates('white space', '\n\n  ', /is empty/),
  violates('null', 'null', /no JSON/),
  violates('a refusal', "I'm sorry, but I can't plan that.", /no JSON/),
  violates('an HTML error page', '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>', /no JSON/),
  violates('an error object', '{"error": {"message": "overloaded", "type": "server_error"}}', /no list of steps/),
  violates('a numbered list in prose', '1. Write the code\n2. Run it\n3. Judge it', /no JSON/),
]

/** Sound plans in other words and shapes. */
export const OTHER_SHAPES: readonly MalformedAnswer[] = [
  plan('a list at the top', JSON.stringify(GOOD)),
  plan('"steps" for "plan"', JSON.stringify({ steps: GOOD })),
  plan('"subtasks" for "plan"', JSON.stringify({ subtasks: GOOD })),
  plan('a plan within a plan', JSON.stringify({ plan: { plan: GOOD } })),
  plan('steps within a plan', JSON.stringify({ plan: { steps: GOOD, rationale: 'x' } })),
  plan('a result around it', JSON.stringify({ result: { plan: GOOD } })),
  plan('steps by number', JSON.stringify({ plan: { 1: GOOD[0], 2: GOOD[1], 3: GOOD[2] } })),
  plan('steps by name', JSON.stringify({ step_1: GOOD[0], step_2: GOOD[1], step_3: GOOD[2] })),
  plan('step, required_arm, depends_on', planJson(changeAll(toOriginalNames))),
  plan('camelCase', planJson(changeAll(toCamelCase), { confidenceScore: 0.8 })),
  plan('Title Case keys', planJson(changeAll(({ action, ...rest }) => ({ ...rest, Action: action })))),
  plan('tool-executor', planJson(change(2, { arm_id: 'tool-executor' }))),
  plan('tool_executor', planJson(change(2, { arm_id: 'tool_executor' }))),
  plan('safety-guardian', planJson(change(3, { arm_id: 'safety-guardian' }))),
  plan('an arm in capitals', planJson(change(1, { arm_id: 'CODER' }))),
  plan('"Judge Arm"', planJson(change(3, { arm_id: 'Judge Arm' }))),
  plan('ids as text', planJson(changeAll((one) => ({ ...one, step_id: String(one['step_id']) })))),
  plan('ids such as "step_1"', planJson(changeAll(toNamedIds))),
  plan('ids from 0', planJson(changeAll(fromZero))),
  plan('ids with gaps', planJson(changeAll(withGaps))),
  plan('no ids', planJson(changeAll((one) => ({ ...one, step_id: undefined })))),
  plan('the same id for steps nobody needs', planJson(change(3, { step_id: 1, dependencies: [] }).map(withoutNeeds))),
  plan('dependencies as text', planJson(change(3, { dependencies: '1, 2' }))),
  plan('one dependency, not in a list', planJson(change(2, { dependencies: 1 }))),
  plan('dependencies as objects', planJson(change(3, { dependencies: [{ step_id: 1 }, { step_id: 2 }] }))),
  plan('dependencies null', planJson(change(1, { dependencies: null }))),
  plan('a dependency named twice', planJson(change(3, { dependencies: [1, 1, 2] }))),
  plan('a forward reference', planJson([GOOD[2], GOOD[0], GOOD[1]])),
  plan('the whole order reversed', planJson([...GOOD].reverse())),
  plan('no criteria', planJson(change(1, { acceptance_criteria: undefined }))),
  plan('criteria as one text', planJson(change(1, { acceptance_criteria: 'all tests pass' }))),
  plan('criteria as objects', planJson(change(1, { acceptance_criteria: [{ description: 'all tests pass' }] }))),
  plan('seven criteria', planJson(change(1, { acceptance_criteria: 'abcdefg'.split('').map((c) => `holds ${c}`) }))),
  plan('no estimates', planJson(change(1, { estimated_duration: undefined, estimated_cost: null }))),
  plan('estimates as text', planJson(change(1, { estimated_duration: '30 seconds', estimated_cost: '$0.02' }))),
  plan('estimates that are no numbers', planJson(change(1, { estimated_duration: 'NaN', estimated_cost: 'cheap' }))),
  plan('NaN for a number', planJson(GOOD).replace('"estimated_duration":20', '"estimated_duration":NaN')),
  plan('negative estimates', planJson(change(1, { estimated_duration: -5, estimated_cost: -1 }))),
  plan('inputs null', planJson(change(1, { inputs: null }))),
  plan('inputs as an empty list', planJson(change(1, { inputs: [] }))),
  plan('capabilities nobody has', planJson(change(1, { required_capabilities: ['telepathy'] }))),
  plan('confidence in words', planJson(GOOD, { confidence_score: 'high' })),
  plan('confidence in percent', planJson(GOOD, { confidence_score: 85 })),
  plan('risks as one text', planJson(GOOD, { risks: 'none', alternative_approaches: [{ name: 'by hand' }] })),
]

function toOriginalNames({ step_id, arm_id, dependencies, estimated_duration, ...rest }: Step): Step {
  return { ...rest, step: step_id, required_arm: arm_id, depends_on: dependencies, estimated_time: estimated_duration }
}

function toCamelCase({ step_id, arm_id, acceptance_criteria, ...rest }: Step): Step {
  return { ...rest, stepId: step_id, armId: arm_id, acceptanceCriteria: acceptance_criteria }
}

function toNamedIds(one: Step): Step {
  const needs = Array.isArray(one['dependencies']) ? one['dependencies'] : []
  return { ...one, step_id: `step_${one['step_id']}`, dependencies: needs.map((id) => `Step ${id}`) }
}

function fromZero(one: Step): Step {
  const needs = Array.isArray(one['dependencies']) ? one['dependencies'] : []
  return { ...one, step_id: Number(one['step_id']) - 1, dependencies: needs.map((id) => id - 1), inputs: {} }
}

function withGaps(one: Step): Step {
  const needs = Array.isArray(one['dependencies']) ? one['dependencies'] : []
  return { ...one, step_id: Number(one['step_id']) * 10, dependencies: needs.map((id) => id * 10), inputs: {} }
}

function withoutNeeds(one: Step): Step {
  return { ...one, dependencies: [], inputs: {} }
}

/** Answers that read well and plan badly. */
export const UNSOUND_PLANS: readonly MalformedAnswer[] = [
  violates('no steps', planJson([]), /no steps/),
  violates('one step', planJson([withoutNeeds({ ...GOOD[2] })]), /has 1 step, it needs 3 to 7/),
  violates('two steps', planJson(GOOD.slice(0, 2)), /has 2 steps, it needs 3 to 7/),
  violates('forty steps', planJson(many(40)), /has 40 steps, it needs 3 to 7/),
  violates('an unknown arm', planJson(change(1, { arm_id: 'wizard' })), /Step 1 names the arm "wizard", which is not/),
  violates('no arm', planJson(change(2, { arm_id: undefined })), /Step 2 names no arm/),
  violates('a number for an arm', planJson(change(1, { arm_id: 7 })), /Step 1 names no arm/),
  violates('a dependency on itself', planJson(change(2, { dependencies: [2] })), /Step 2 depends on itself/),
  violates('a circle of two', planJson(change(1, { dependencies: [2] })), /Steps 1, 2, 3 cannot start.*cycle/),
  violates('a circle of three', planJson(change(1, { dependencies: [3] })), /cycle/),
  violates(
    'a missing dependency',
    planJson(change(3, { dependencies: [9] })),
    /Step 3 depends on step 9, which does not/,
  ),
  violates(
    'an id for two steps',
    planJson(change(2, { step_id: 1, dependencies: [], inputs: {} })),
    /2 steps have that id|does not exist/,
  ),
  violates('code of no step', planJson(change(2, { inputs: { from_step: 8 } })), /depends on step 8, which does not/),
  violates('a short action', planJson(change(1, { action: 'Code it' })), /Step 1: the action has fewer than 10/),
  violates('a long action', planJson(change(1, { action: 'a'.repeat(501) })), /Step 1: the action has 501 characters/),
  violates('no action', planJson(change(3, { action: null })), /Step 3: the action has fewer than 10/),
  violates('inputs as text', planJson(change(1, { inputs: 'python' })), /Step 1: inputs must be an object/),
  violates('too dear', planJson(change(1, { estimated_cost: 5 })), /cost 5.02 USD, the budget is 1 USD/),
  violates('too slow', planJson(change(1, { estimated_duration: '20 minutes' })), /take 1240 s, the budget is 600 s/),
  violates('nothing that verifies', planJson(unverified()), /no verification step/),
  violates('steps that are texts', planJson(['Write it', 'Run it', 'Judge it']), /Step 1 is not an object/),
  violates('a step that is null', planJson([GOOD[0], null, GOOD[2]]), /Step 2 is not an object/),
  violates('a plan that is a text', planJson('First write it, then run it.'), /no list of steps/),
]

function many(count: number): Step[] {
  return Array.from({ length: count }, (_, index) =>
    step(index + 1, 'judge', `Judge part ${index + 1} of the work`, []),
  )
}

function unverified(): Step[] {
  const criteria = { acceptance_criteria: ['it is there'] }
  return [1, 2, 3].map((id) => ({ ...step(id, 'coder', `Write part ${id} of the code`, []), ...criteria }))
}
