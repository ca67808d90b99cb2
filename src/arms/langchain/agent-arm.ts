import { isBaseMessage } from '@langchain/core/messages'
import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { PriceTable } from '../../model/prices.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import { quote, sampleOf } from '../coder/quote-data.ts'
import { apart } from './apart.ts'
import { type ForeignArmOptions, foreignCard } from './arm-card.ts'
import { MeterCallbacks } from './meter-callbacks.ts'

/** What takes messages and gives messages: `createAgent` of LangChain, a compiled graph, another Runnable. */
export interface Agent {
  invoke(
    input: { messages: { role: 'user'; content: string }[] },
    config: { signal: AbortSignal; callbacks: MeterCallbacks[] },
  ): Promise<unknown>
}

export interface AgentArmOptions extends ForeignArmOptions {
  readonly id: string
  /** One sentence the planner reads when choosing an arm. */
  readonly description: string
  /** Merged over the list prices, for the models the agent asks. */
  readonly prices?: PriceTable
}

const AgentInput = z.object({
  instructions: z.string().max(10_000).optional().describe('What the action does not say'),
})

const AgentOutput = z.object({
  answer: z.string(),
  structured: z.unknown().describe("The agent's `structuredResponse`, or null"),
})

// It answered; that the answer is right, nobody has checked.
const UNVERIFIED = 0.5

/**
 * A LangChain agent as an arm. It is told the step's action, criteria and dependencies; `output.answer` is the text of its
 * last message. Its models pay from the task's budget, call by call. It runs apart from the graph: each try is a fresh
 * conversation. It cannot ask a person (ARM_FAILED): have its steps approved instead. Confidence is 0.5: nothing was verified.
 */
export function armFromAgent(agent: Agent, { description, prices, ...options }: AgentArmOptions): Arm {
  return defineArm({
    ...foreignCard({ name: options.id, description, kind: 'agent', costTier: 4 }, options),
    inputSchema: AgentInput,
    outputSchema: AgentOutput,
    async execute({ instructions }, context) {
      const { signal, meter, report } = context
      signal.throwIfAborted()
      report('The agent has begun')
      const callbacks = new MeterCallbacks(meter, prices)
      const messages = [{ role: 'user' as const, content: briefOf(context, instructions) }]
      const end = await apart(() => agent.invoke({ messages }, { signal, callbacks: [callbacks] })).catch((error) => {
        throw callbacks.refused ?? error
      })
      return { output: readEnd(end, options.id), confidence: UNVERIFIED, model: callbacks.model }
    },
  })
}

/** The step in words. What other arms found is quoted: it is data, not an order. */
function briefOf(
  { action, acceptanceCriteria, dependencies, feedback, previous }: ArmContext,
  instructions?: string,
): string {
  return [
    action,
    ...(instructions === undefined ? [] : [instructions]),
    `What must hold of the result:\n${acceptanceCriteria.map((criterion) => `- ${criterion}`).join('\n')}`,
    ...dependencies.map(({ stepId, output }) => quote(`result of step ${stepId}`, sampleOf(output))),
    ...(previous === null ? [] : [quote('earlier answer', sampleOf(previous))]),
    ...feedback.map(({ message }) => `The earlier answer was found wanting: ${message}`),
  ].join('\n\n')
}

const End = z.looseObject({ messages: z.array(z.unknown()).min(1), structuredResponse: z.unknown().optional() })

function readEnd(end: unknown, id: string): z.infer<typeof AgentOutput> {
  if (typeof end === 'object' && end !== null && '__interrupt__' in end) {
    const message = `Arm "${id}" asks a person, which an agent inside a step cannot. Use approval "risky" instead.`
    throw new Fault('ARM_FAILED', message)
  }
  const state = End.safeParse(end)
  const last: unknown = state.success ? state.data.messages.at(-1) : end
  if (!isBaseMessage(last)) throw new Fault('ARM_OUTPUT_INVALID', `Arm "${id}" ended without a message.`)
  return { answer: last.text, structured: state.data?.structuredResponse ?? null }
}
