import { describe, expect, it } from 'vitest'
import { parseIntent } from '../../../src/planner/intent.ts'

describe('the intent of a goal', () => {
  it.each([
    ['Write a Python function that adds two numbers', 'code_generation'],
    ['Fix the bug in the login code', 'debugging'],
    ['Refactor the billing module', 'refactoring'],
    ['Explain this function to me', 'code_analysis'],
    ['Calculate 17 % of 230', 'code_execution'],
    ['Show the average temperature of the dataset', 'data_analysis'],
    ['What is the capital of Mongolia?', 'retrieval'],
    ['Verify the totals of the invoice', 'validation'],
    ['Redact all personal data', 'safety'],
    ['Make a roadmap for the launch', 'planning'],
  ] as const)('"%s" needs %s', (goal, capability) => {
    expect(parseIntent(goal).requiredCapabilities).toContain(capability)
  })

  it('names the limits, languages and addresses that the goal states', () => {
    const intent = parseIntent('Write a Rust parser for https://example.org/spec without regular expressions')
    expect(intent.constraints).toEqual(['without regular expressions'])
    expect(intent.context).toEqual({ language: 'rust', urls: ['https://example.org/spec'] })
  })

  it.each([
    ['What is 1 + 1?', 'simple'],
    ['Write a function that sorts dates and then verify it', 'medium'],
    [
      'Find the report, then compute the trend of the data. Write a script for it. It must run within a minute.',
      'complex',
    ],
  ] as const)('"%s" is %s', (goal, complexity) => {
    expect(parseIntent(goal).complexity).toBe(complexity)
  })

  it('is held with little confidence when no word says what is needed', () => {
    expect(parseIntent('Octopus, please').confidence).toBeLessThan(parseIntent('What is an octopus?').confidence)
  })
})
