import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Plan } from '../../../src/contracts/plan.ts'
import { openAiModel } from '../../../src/model/openai-model.ts'
import { createPlanner } from '../../../src/planner/create-planner.ts'
import { asksFor, type ChatRequest, type ModelServer, startModelServer, textOf } from '../../support/model-server.ts'
import { planningRequest } from '../../support/planning-request.ts'
import { GOALS } from './goals.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
beforeEach(() => server.forget())
afterAll(() => server.close())

type Step = Record<string, unknown>

/** A plan that goes through these arms in a chain, as a model would write it about the goal it was asked for. */
function stepsFor(goal: string, arms: readonly string[]): Step[] {
  return arms.map((arm, index) => ({
    step_id: index + 1,
    action: `As ${arm}, do part ${index + 1} of: ${goal}`.slice(0, 300),
    arm_id: arm,
    dependencies: index === 0 ? [] : [index],
    inputs: arm === 'executor' && index > 0 ? { from_step: index } : {},
    acceptance_criteria: [`part ${index + 1} is verified`],
    estimated_duration: 15,
    estimated_cost: 0.005,
  }))
}

// The ways in which models really write the same plan.
const HABITS: readonly ((steps: Step[]) => string)[] = [
  (steps) => JSON.stringify({ plan: steps, rationale: 'As asked.', confidence_score: 0.8 }),
  (steps) => `\`\`\`json\n${JSON.stringify({ plan: steps, confidence: 0.7 }, null, 2)}\n\`\`\``,
  (steps) => `Here is the plan:\n\n${JSON.stringify({ steps })}\n\nIt should take a minute.`,
  (steps) => JSON.stringify(steps),
  (steps) =>
    JSON.stringify({
      subtasks: steps.map(({ step_id, arm_id, dependencies, ...rest }) => ({
        ...rest,
        step_number: step_id,
        required_arm: arm_id === 'executor' ? 'tool-executor' : arm_id,
        depends_on: dependencies,
      })),
    }),
  (steps) => JSON.stringify({ plan: steps }).replaceAll('}]', '},]').replace(/}$/, ',}'),
]

describe('a goal gets a valid plan from the model, however it writes it', () => {
  it.each(GOALS.map((goal, index) => ({ ...goal, index })))('$goal', async ({ goal, arms, context = {}, index }) => {
    const habit = HABITS[index % HABITS.length] ?? JSON.stringify
    const isAbout = (body: ChatRequest) => asksFor('plan')(body) && textOf(body).includes(goal)
    server.answer(isAbout, { content: habit(stepsFor(goal, arms)) })
    const planner = createPlanner({ model: openAiModel({ model: 'gpt-4o-mini', baseUrl: server.url }) })
    const plan = await planner.plan(planningRequest({ goal, context }))
    expect(Plan.parse(plan)).toEqual(plan)
    expect(plan.source).toBe('llm')
    expect(plan.steps.map(({ armId }) => armId)).toEqual(arms)
    expect(server.requests).toHaveLength(1)
  })
})
