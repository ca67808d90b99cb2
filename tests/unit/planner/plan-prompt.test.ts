import { expect, it } from 'vitest'
import { writePlanPrompt } from '../../../src/planner/plan-prompt.ts'
import { describedArm, SIX_ARMS } from '../../support/planning-request.ts'

const promptFor = (arms: typeof SIX_ARMS, requiredCapabilities: string[] = []) => {
  const budget = { maxCostUsd: 1, maxTimeSeconds: 60, maxTokens: 10_000 }
  const task = { goal: 'Do what there is to do', constraints: [], context: {}, acceptanceCriteria: [] }
  const request = { ...task, arms, requiredCapabilities, budget }
  return String(writePlanPrompt(request, { minSteps: 3, maxSteps: 7 })[0]?.content)
}

it('stays short with a thousand arms and one of a thousand inputs, and shows first what the task asks for', () => {
  const inputs = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`field${index}`, { type: 'string' }]))
  const wide = describedArm({ armId: 'wide', inputSchema: { type: 'object', properties: inputs } })
  const many = Array.from({ length: 1_000 }, (_, index) => describedArm({ armId: `arm-${index}` }))
  const last = describedArm({ armId: 'last', capabilities: ['rarity'] })
  const prompt = promptFor([...SIX_ARMS, wide, ...many, last], ['rarity'])
  expect(prompt.length).toBeLessThan(16_000)
  for (const id of ['executor', 'wide', 'arm-0', 'last']) expect(prompt).toContain(`\n- ${id} (`)
  expect(promptFor([...SIX_ARMS, wide, ...many, last])).not.toContain('- last (')
})
