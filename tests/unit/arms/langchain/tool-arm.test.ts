import { DynamicStructuredTool, tool } from '@langchain/core/tools'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeArm } from '../../../../src/arms/arm.ts'
import { armFromTool } from '../../../../src/arms/langchain/tool-arm.ts'
import { CANARY, describeArmContract } from '../../../contracts/arm.ts'
import { createArmContext } from '../../../support/arm-context.ts'

const counter = tool(({ text }) => ({ words: text.split(' ').length }), {
  name: 'countWords',
  description: 'counts the words of a text',
  schema: z.object({ text: z.string() }),
})

describeArmContract('a LangChain tool as an arm', {
  createArm: () => armFromTool(counter),
  input: { text: `one two ${CANARY}` },
  badInput: { value: { text: [CANARY] }, path: 'text' },
})

describe('a LangChain tool as an arm', () => {
  it('is one line, with an id and a sentence made of what the tool says of itself', () => {
    expect(describeArm(armFromTool(counter))).toMatchObject({
      armId: 'count_words',
      name: 'countWords',
      description: 'Counts the words of a text.',
      capabilities: ['count_words', 'tool_use'],
      inputSchema: { properties: { text: { type: 'string' } }, required: ['text'] },
    })
  })

  it('is taken to act on the world unless it is said only to read', () => {
    expect(armFromTool(counter)).toMatchObject({ sideEffects: true, actsOnWorld: true })
    expect(armFromTool(counter, { readOnly: true })).toMatchObject({ sideEffects: false, actsOnWorld: false })
  })

  it('gives what the tool gives, without claiming that it is right', async () => {
    const ended = await armFromTool(counter).execute({ text: 'one two three' }, createArmContext())
    expect(ended).toEqual({ output: { result: { words: 3 } }, confidence: 0.5 })
  })

  it('reads a tool whose arguments are described by JSON Schema, and the text of content blocks', async () => {
    const shout = new DynamicStructuredTool({
      name: 'shout',
      description: 'Says it louder',
      schema: JSON.parse('{"type":"object","properties":{"word":{"type":"string"}},"required":["word"]}'),
      func: async (input) => [{ type: 'text', text: JSON.stringify(input).toUpperCase() }],
    })
    const ended = await armFromTool(shout).execute({ word: 'hello' }, createArmContext())
    expect(ended.output).toEqual({ result: '{"WORD":"HELLO"}' })
  })

  it('hands the signal on, so that a cancelled step stops the tool', async () => {
    const controller = new AbortController()
    const begun = Promise.withResolvers<AbortSignal | undefined>()
    const waits = tool(
      (_, { signal }) => {
        begun.resolve(signal)
        return new Promise<string>(() => {})
      },
      { name: 'waits', description: 'Waits for ever.', schema: z.object({}) },
    )
    const running = Promise.resolve(armFromTool(waits).execute({}, createArmContext({ signal: controller.signal })))
    const given = await begun.promise
    controller.abort(new Error('The task was cancelled.'))
    expect(given?.aborted).toBe(true)
    await expect(running).rejects.toThrow()
  })
})
