import { describe, expect, it } from 'vitest'
import type { Task } from '../../../src/contracts/task.ts'
import { NO_USAGE } from '../../../src/contracts/usage.ts'
import { toLivePlan } from '../../../src/server/live-plan.ts'
import { planOf, planStep, stepRecord } from '../../support/plans.ts'

const TASK: Task = {
  taskId: '00000000-0000-4000-8000-000000000000',
  status: 'processing',
  phase: 'executing',
  goal: 'Add up the numbers',
  priority: 'medium',
  progress: { completedSteps: 1, totalSteps: 4, percentage: 25, current: [] },
  plan: planOf([1, 2, 3, 4].map((stepId) => planStep({ stepId }))),
  steps: [],
  result: null,
  error: null,
  confidence: null,
  usage: NO_USAGE,
  budget: { maxCostUsd: 1, maxTimeSeconds: 600, maxTokens: 10_000 },
  estimatedDurationSeconds: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  completedAt: null,
  durationMs: null,
  parentTaskId: null,
  metadata: {},
  interrupt: null,
}

const statesOf = (task: Partial<Task>) => toLivePlan({ ...TASK, ...task }).plan?.steps.map(({ status }) => status)

describe('the plan of a task as it stands', () => {
  it('says of each step whether it waits, runs, has succeeded or not', () => {
    const current = [{ stepId: 3, armId: 'worker', action: 'do the work of step 3' }]
    const steps = [stepRecord(1), stepRecord(2, { status: 'error' })]
    expect(statesOf({ steps, progress: { ...TASK.progress, current } })).toEqual(['ok', 'error', 'running', 'pending'])
  })

  it('says that a step runs which is done again after a failure', () => {
    const current = [{ stepId: 1, armId: 'worker', action: 'do the work of step 1' }]
    const steps = [stepRecord(1, { status: 'error' })]
    expect(statesOf({ steps, progress: { ...TASK.progress, current } })?.[0]).toBe('running')
  })

  it('does not count the record of an earlier plan for another step of the same number', () => {
    const steps = [stepRecord(1, { action: 'do something else entirely' }), stepRecord(2, { armId: 'other' })]
    expect(statesOf({ steps })).toEqual(['pending', 'pending', 'pending', 'pending'])
  })

  it('tells when a step ran and how sure its arm is', () => {
    expect(toLivePlan({ ...TASK, steps: [stepRecord(1)] }).plan?.steps).toMatchObject([
      { confidence: 0.9, startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:00:00.000Z' },
      { confidence: null, startedAt: null, finishedAt: null },
      {},
      {},
    ])
  })
})
