import type { RunnableConfig } from '@langchain/core/runnables'
import { tool } from '@langchain/core/tools'
import { z } from 'zod'
import { TaskRequest } from '../contracts/task.ts'
import type { OctoGraph } from './create-octo-graph.ts'

const ToolInput = TaskRequest.pick({ goal: true, acceptanceCriteria: true }).extend({
  constraints: z.array(z.string()).max(20).optional().describe('Rules to keep'),
})

export interface OctoToolOptions {
  /** What the agent calls it. Default "run_task". */
  readonly name?: string
  readonly description?: string
}

/**
 * The graph as a tool for LangChain's `createAgent`: the agent gives a goal and gets the answer, or why there is none.
 * An approval that the graph asks for bubbles up through the agent and is answered on the agent's thread.
 */
export function octoTool(graph: OctoGraph, { name = 'run_task', description = DESCRIPTION }: OctoToolOptions = {}) {
  return tool(
    async (request: z.infer<typeof ToolInput>, config: RunnableConfig) => {
      const { answer, outcome } = await graph.invoke(request, config)
      return outcome?.status === 'completed' ? (answer ?? '') : `The task failed: ${answer ?? 'no reason is known.'}`
    },
    { name, description, schema: ToolInput },
  )
}

const DESCRIPTION =
  'Carries out a goal that needs several steps (research in the indexed documents, writing code, running it, checking the result) and returns the verified answer.'
