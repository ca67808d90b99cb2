import { AIMessage, isBaseMessage } from '@langchain/core/messages'
import { type StructuredToolInterface, ToolInputParsingException } from '@langchain/core/tools'
import { toJsonSchema } from '@langchain/core/utils/json_schema'
import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import { type Arm, defineArm } from '../arm.ts'
import { readJsonSchema } from '../json-schema.ts'
import { apart } from './apart.ts'
import { type ForeignArmOptions, foreignCard } from './arm-card.ts'

/** What the arm needs of a LangChain tool: `tool(…)`, a class of one's own, or one of a toolkit. */
export type LangChainTool = Pick<StructuredToolInterface, 'name' | 'description' | 'schema' | 'invoke'>

const ToolOutput = z.object({ result: z.unknown().describe('What the tool gave back: a text, or JSON') })

// It answered; that the answer is right, nobody has checked.
const UNVERIFIED = 0.5

/**
 * A LangChain tool as an arm: the step's inputs are its arguments, `output.result` is what it gives back. It is taken to
 * act on the world unless `readOnly` says otherwise. Arguments it refuses are ARM_INPUT_INVALID, anything else it throws
 * is ARM_FAILED. Confidence is 0.5: nothing was verified.
 */
export function armFromTool(tool: LangChainTool, options: ForeignArmOptions = {}): Arm {
  const { name, description } = tool
  return defineArm({
    ...foreignCard({ name, description, kind: 'tool_use', costTier: 2 }, options),
    inputSchema: readJsonSchema(toJsonSchema(tool.schema)),
    outputSchema: ToolOutput,
    async execute(input, { signal, report }) {
      signal.throwIfAborted()
      report(`Calling the tool ${name}`)
      const given: unknown = await apart(() => tool.invoke(input, { signal })).catch(refuse(name))
      return { output: { result: resultOf(given) }, confidence: UNVERIFIED }
    },
  })
}

const refuse = (name: string) => (error: unknown) => {
  if (!(error instanceof ToolInputParsingException)) throw error
  throw new Fault('ARM_INPUT_INVALID', `The tool "${name}" refuses these arguments. Look at its input schema.`, {
    cause: error,
  })
}

function resultOf(given: unknown): unknown {
  if (isBaseMessage(given)) return given.text
  // Content blocks are what a message has; a message knows how to read them.
  if (Array.isArray(given) && given.every(isContentBlock)) return new AIMessage({ content: given }).text
  return given ?? null
}

const isContentBlock = (part: unknown): part is { type: string } =>
  typeof part === 'object' && part !== null && 'type' in part && typeof part.type === 'string'
