/*
 * OctoLLM as a node of somebody else's StateGraph. The approval it asks for passes through to the parent, and the answer
 * given to the parent passes back down.
 *   node examples/as-subgraph.ts
 */
import { Command, END, INTERRUPT, isInterrupted, MemorySaver, START, StateGraph } from '@langchain/langgraph'
import { z } from 'zod'
import { ApprovalRequest, createOctoGraph } from '../src/index.ts' // in your project: 'octollm'

const State = z.object({ question: z.string(), report: z.string().optional() })
const octo = createOctoGraph()

const parent = new StateGraph(State)
  .addNode('research', async ({ question }, config) => {
    const { answer } = await octo.invoke(
      { goal: question, context: { code: 'result = 6 * 7' }, approval: 'always' },
      config, // hands down the thread, so that the interrupt can be answered
    )
    return { report: `The report says: ${answer}` }
  })
  .addEdge(START, 'research')
  .addEdge('research', END)
  .compile({ checkpointer: new MemorySaver() })

const thread = { configurable: { thread_id: 'example' } }
const asked = await parent.invoke({ question: 'Compute six times seven' }, thread)
if (!isInterrupted(asked)) throw new Error('the plan was not shown first')
const [approval] = asked[INTERRUPT]
console.log('asked:', ApprovalRequest.parse(approval?.value).question)

const resume = { [approval?.id ?? '']: { decision: 'approve' } }
const { report } = await parent.invoke(new Command({ resume }), thread)
console.log(report)
