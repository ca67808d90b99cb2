import { describe, expect, it } from 'vitest'
import { withEvent } from '../../../src/cli/task-view.ts'
import { finished, planned, STORY, started, toEvents, viewOf } from '../../support/task-story.ts'

describe('what a watcher knows of a task', () => {
  it('tells the whole story: redaction, approval, a death, a repair, the end', () => {
    const { remarks, ended, steps, usage } = viewOf(STORY)
    expect(remarks).toEqual([
      'redacted before anything saw it: 2 email',
      'a person said: approve',
      'its worker died; w2 took over (not run again: step 1)',
      'repair: step 2 again',
    ])
    expect(ended).toEqual({ status: 'completed' })
    expect([...steps].map(([id, { state, runs, kept }]) => ({ id, state, runs, kept }))).toEqual([
      { id: 1, state: 'ok', runs: 1, kept: true },
      { id: 2, state: 'ok', runs: 3, kept: false },
      { id: 3, state: 'ok', runs: 1, kept: false },
    ])
    expect(usage.tokens).toBe(400)
  })

  it('is not changed by an event that was seen before', () => {
    const view = viewOf(STORY)
    expect(toEvents(STORY).reduce(withEvent, view)).toBe(view)
  })

  it('shows a running step whose worker died as waiting', () => {
    const dead = viewOf([planned, started(1), { type: 'task.recovered', workerId: 'w2', fence: 2, keptSteps: [] }])
    expect(dead.steps.get(1)).toMatchObject({ state: 'waiting', note: 'its worker died' })
    expect(dead.remarks).toEqual(['its worker died; w2 took over (nothing was finished yet)'])
  })

  it('keeps the result of a step when a word about its progress comes late', () => {
    const late = { type: 'step.progress', round: 0, stepId: 1, armId: 'worker', message: 'still at it' } as const
    expect(viewOf([planned, started(1), late]).steps.get(1)?.note).toBe('still at it')
    expect(viewOf([planned, started(1), finished(1), late]).steps.get(1)).toMatchObject({ state: 'ok', note: '' })
  })

  it('says why a step and why the task failed', () => {
    const fault = { code: 'ARM_FAILED', message: 'The tests failed.', retryable: false } as const
    const usage = { costUsd: 0, tokens: 0, seconds: 0 }
    const view = viewOf([planned, started(1), finished(1, 'error'), { type: 'task.failed', fault, usage }])
    expect(view.steps.get(1)?.note).toBe('The tests failed.')
    expect(view.ended).toEqual({ status: 'failed', fault })
  })

  it('waits for a person from the question until the task goes on', () => {
    if (planned.type !== 'plan.created') throw new Error('there is no plan')
    const request = {
      kind: 'plan',
      taskId: 'task',
      question: 'Shall it run?',
      reason: 'always',
      plan: planned.plan,
    } as const
    const asked = [planned, { type: 'approval.requested', interruptId: 'i1', request } as const]
    expect(viewOf(asked).waitingFor).toBe('Shall it run?')
    expect(viewOf([...asked, { type: 'task.phase', phase: 'executing' }]).waitingFor).toBeNull()
  })

  it('forgets the steps of a plan that was replaced', () => {
    expect(viewOf([planned, started(1), finished(1), { ...planned }]).steps.size).toBe(0)
  })
})
