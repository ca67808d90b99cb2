import type { InteropZodObject } from '@langchain/core/utils/types'
import { END, START, StateGraph, type StateType, type UpdateType } from '@langchain/langgraph'
import type { InteropZodToStateDefinition } from '@langchain/langgraph/zod'
import type { ArmRegistry } from '../arms/arm-registry.ts'
import type { PolicyRule } from '../arms/guardian/check-output.ts'
import type { Judge } from '../arms/judge/judge.ts'
import { createApprovalNode } from '../nodes/approval-node.ts'
import { createArmNode } from '../nodes/arm-node.ts'
import { createGuardianNode } from '../nodes/guardian-node.ts'
import { createIntegrateNode } from '../nodes/integrate-node.ts'
import { createJudgeNode } from '../nodes/judge-node.ts'
import { createPlannerNode } from '../nodes/planner-node.ts'
import { createReflexNode } from '../nodes/reflex-node.ts'
import { createResultNode } from '../nodes/result-node.ts'
import type { RunStepParts } from '../nodes/run-step.ts'
import type { Planner } from '../planner/planner.ts'
import { afterApproval, afterJudge, afterPlanner, afterReflex, armNodeName, JOINED_ARMS } from './routes.ts'
import { GraphInput, OctoOutput, OctoState } from './state.ts'

export interface GraphParts extends RunStepParts {
  readonly planner: Planner
  readonly judge: Judge
  /** The guardian's rules beside its own. */
  readonly rules: readonly PolicyRule[]
  readonly arms: ArmRegistry
}

type Channels<Schema extends InteropZodObject> = InteropZodToStateDefinition<Schema>

/** Written out, so that the published types name the schemas instead of repeating them. */
export type OctoStateGraph = StateGraph<
  typeof OctoState,
  StateType<Channels<typeof OctoState>>,
  UpdateType<Channels<typeof OctoState>>,
  string,
  typeof GraphInput,
  typeof OctoOutput
>

/**
 *   START → reflex → planner → approve ──┬→ arm_retriever ─┐
 *              │        ↑  │        │    ├→ arm_coder ─────┤
 *              │        │  │        │    ├→ arm_executor ──┼→ judge → integrate → guardian → result → END
 *              │        │  │        │    ├→ arm_… ─────────┤   │                               ↑
 *              │        │  │        │    └→ arm_remote ────┘   │                               │
 *              │        └──┼────────┼──── re-plan ─────────────┤── repair → the arms again     │
 *              └───────────┴────────┴──── refused, failed ─────┴───────────────────────────────┘
 *
 * Arms that join later, such as registered ones, all run in `arm_remote`.
 * All steps of a round are sent to their arms at once and each waits for its own dependencies only (`ready-set.ts`).
 */
export function buildGraph(parts: GraphParts): OctoStateGraph {
  const own = new Set(parts.arms.all.map(({ id }) => armNodeName(id)))
  const nodeOf = (armId: string) => (own.has(armNodeName(armId)) ? armNodeName(armId) : JOINED_ARMS)
  const armNodes = [...new Set([...own, JOINED_ARMS])]
  const graph = new StateGraph({ state: OctoState, input: GraphInput, output: OctoOutput })
    .addNode('reflex', createReflexNode(parts))
    .addNode('planner', createPlannerNode(parts))
    .addNode('approve', createApprovalNode(parts))
    .addNode(
      armNodes.map((name) => [name, createArmNode(parts)] as const) as [string, ReturnType<typeof createArmNode>][],
    )
    .addNode('judge', createJudgeNode(parts))
    .addNode('integrate', createIntegrateNode(parts))
    .addNode('guardian', createGuardianNode(parts))
    .addNode('result', createResultNode(parts))
    .addEdge(START, 'reflex')
    .addConditionalEdges('reflex', afterReflex, ['planner', 'result'])
    .addConditionalEdges('planner', afterPlanner, ['approve', 'result'])
    .addConditionalEdges('approve', (state) => afterApproval(state, nodeOf), [...armNodes, 'result'])
    .addConditionalEdges('judge', (state) => afterJudge(state, nodeOf), [...armNodes, 'integrate', 'planner', 'result'])
    .addEdge('integrate', 'guardian')
    .addEdge('guardian', 'result')
    .addEdge('result', END)
  for (const name of armNodes) graph.addEdge(name, 'judge')
  return graph
}
