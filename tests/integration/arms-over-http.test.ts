import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createJudge } from '../../src/arms/judge/judge.ts'
import { createMemoryDocuments } from '../../src/arms/retriever/memory-documents.ts'
import { createRetrieverArm } from '../../src/arms/retriever/retriever-arm.ts'
import { openAiModel } from '../../src/model/openai-model.ts'
import { createArmContext, createOpenMeter } from '../support/arm-context.ts'
import { asksFor, type ModelServer, startModelServer } from '../support/model-server.ts'
import { planOf, planStep, stepRecord } from '../support/plans.ts'

describe('judge and retriever with a model behind HTTP', () => {
  let server: ModelServer
  beforeAll(async () => {
    server = await startModelServer()
  })
  beforeEach(() => server.forget())
  afterAll(() => server.close())

  const model = () => openAiModel({ baseUrl: server.url, model: 'gpt-4o-mini' })

  it('judges an open criterion by what the model answers, and pays for it', async () => {
    const criteria = [{ criterion: 'It is polite', met: false, why: 'Rude.' }]
    const usage = { prompt_tokens: 300, completion_tokens: 40 }
    server.answer(asksFor('judge'), { content: JSON.stringify({ criteria, issues: [], quality_score: 0.4 }), usage })
    const meter = createOpenMeter()
    const verdict = await createJudge({ model: model() }).judge({
      contract: { goal: 'Write a letter', acceptanceCriteria: ['It is polite'], constraints: [] },
      plan: planOf([planStep({ stepId: 1 })]),
      records: [stepRecord(1, { output: { text: 'Go away.' } })],
      signal: new AbortController().signal,
      meter,
    })
    expect(verdict).toMatchObject({ valid: false, failedCriteria: ['It is polite'], qualityScore: 0.4 })
    expect(meter.settled).toMatchObject([{ tokens: 340 }])
  })

  it('answers from documents in the words of the model', async () => {
    const documents = createMemoryDocuments()
    await documents.indexDocument({ source: 'a.md', text: 'Vacation lasts 28 days.', mediaType: 'text/markdown' })
    server.answer(asksFor('answer'), { content: '{"answer": "You have 28 days [1]."}' })
    const context = createArmContext({ model: model() })
    const outcome = await createRetrieverArm({ documents }).execute({ query: 'vacation' }, context)
    expect(outcome).toMatchObject({
      output: { answer: 'You have 28 days. [1]' },
      citations: [{ marker: 1, startLine: 1 }],
    })
  })
})
