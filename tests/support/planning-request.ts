import { ArmDescription } from '../../src/contracts/arm.ts'
import type { PlanningRequest } from '../../src/planner/planner.ts'

const CARDS = [
  ['planner', 2, ['planning', 'task_decomposition'], { goal: { type: 'string' } }],
  ['retriever', 1, ['retrieval', 'question_answering'], { query: { type: 'string' }, limit: { type: 'integer' } }],
  [
    'coder',
    4,
    ['code_generation', 'debugging'],
    { task: { enum: ['generate', 'debug'] }, language: { type: 'string' } },
  ],
  ['executor', 3, ['code_execution', 'test_execution'], { code: { type: 'string' }, from_step: { type: 'integer' } }],
  ['judge', 2, ['validation', 'fact_checking'], {}],
  ['guardian', 1, ['pii_detection', 'content_safety'], { text: { type: 'string' } }],
] as const

/** The six arms as the planner sees them. */
export const SIX_ARMS: readonly ArmDescription[] = CARDS.map(([armId, costTier, capabilities, properties]) =>
  describedArm({ armId, costTier, capabilities: [...capabilities], inputSchema: { type: 'object', properties } }),
)

export function describedArm(arm: Partial<ArmDescription> & Pick<ArmDescription, 'armId'>): ArmDescription {
  return ArmDescription.parse({
    name: `${arm.armId[0]?.toUpperCase()}${arm.armId.slice(1)}`,
    version: '1.0.0',
    description: `Does what a ${arm.armId} does.`,
    capabilities: ['testing'],
    inputSchema: {},
    outputSchema: {},
    costTier: 1,
    maxConcurrent: 1,
    sideEffects: false,
    actsOnWorld: false,
    ...arm,
  })
}

export function armsNamed(...ids: readonly string[]): ArmDescription[] {
  return SIX_ARMS.filter(({ armId }) => ids.includes(armId))
}

export function planningRequest(request: Partial<PlanningRequest> = {}): PlanningRequest {
  return {
    goal: 'Write a function that parses ISO dates, with tests',
    constraints: [],
    context: {},
    acceptanceCriteria: [],
    requiredCapabilities: [],
    budget: { maxCostUsd: 1, maxTimeSeconds: 600, maxTokens: 10_000 },
    arms: SIX_ARMS,
    ...request,
  }
}
