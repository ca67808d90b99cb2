import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApprovalRequest } from '../../src/contracts/approval.ts'
import { type FaultCode, FaultRecord } from '../../src/contracts/fault.ts'
import type { TaskOutcome } from '../../src/contracts/task.ts'
import type { Job } from '../../src/queue/queue.ts'
import type { TaskStore } from '../../src/store/task-store.ts'
import { planOf, planStep } from '../support/plans.ts'
import { aContract } from '../support/task-store.ts'

interface StoreUnderContract {
  readonly store: TaskStore
  jobs(): Promise<readonly Job[]>
  close(): Promise<void>
}

const RESULT = {
  answer: 'The sum is 42.',
  outputs: { '1': { sum: 42 } },
  artifacts: [],
  citations: [],
  confidence: 0.9,
}
const COMPLETED: TaskOutcome = { status: 'completed', result: RESULT, verdict: null }
const FAULT = FaultRecord.parse({ code: 'ARM_FAILED', message: 'The arm gave up.' })
const FAILED: TaskOutcome = { status: 'failed', fault: FAULT, result: { ...RESULT, confidence: 0.2 } }
const fault = (code: FaultCode) => expect.objectContaining({ code })

function approvalOf(taskId: string): { id: string; request: ApprovalRequest } {
  const plan = planOf([planStep({ stepId: 1 })])
  return {
    id: 'interrupt-1',
    request: { kind: 'plan', taskId, question: 'Shall it be run?', reason: 'asked for', plan },
  }
}

/** What every `TaskStore` promises. Each implementation's test file calls this once. */
export function describeTaskStore(name: string, open: () => Promise<StoreUnderContract>): void {
  describe(`${name} keeps the TaskStore contract`, () => {
    let under: StoreUnderContract
    let store: TaskStore
    beforeAll(async () => {
      under = await open()
      store = under.store
    })
    afterAll(() => under.close())

    const submit = async () => (await store.submit({ contract: aContract() })).task.taskId
    const jobsOf = async (taskId: string) => (await under.jobs()).filter((job) => job.taskId === taskId)
    const eventTypes = async (taskId: string) => (await store.events(taskId, 0)).map(({ type }) => type)
    async function claimed() {
      const taskId = await submit()
      const claim = await store.claim(taskId, 'worker-1')
      return { taskId, fence: claim?.fence ?? Number.NaN }
    }
    async function waiting() {
      const { taskId, fence } = await claimed()
      await store.wait(taskId, fence, approvalOf(taskId))
      return { taskId, fence }
    }

    it('gives a submitted task back with its whole contract, pending, with a job in line and its first events', async () => {
      const contract = aContract({ priority: 'high', metadata: { ticket: 7 }, budget: { maxCostUsd: 0.3 } })
      const checked = { type: 'reflex.checked', blocked: false, reason: null, riskScore: 0, pii: { EMAIL: 1 } } as const
      const { task, created } = await store.submit({ contract, events: [checked] })
      expect(created).toBe(true)
      expect(task).toMatchObject({ status: 'pending', phase: 'accepted', goal: contract.goal, priority: 'high' })
      expect(task).toMatchObject({ budget: contract.budget, metadata: { ticket: 7 }, progress: { percentage: 0 } })
      expect(await store.find(task.taskId)).toEqual(task)
      expect(await jobsOf(task.taskId)).toEqual([{ taskId: task.taskId, priority: 'high', turn: 1 }])
      const events = await store.events(task.taskId, 0)
      expect(events).toMatchObject([
        { seq: 1, type: 'task.submitted', goal: contract.goal, priority: 'high' },
        { seq: 2, ...checked },
      ])
      const claim = await store.claim(task.taskId, 'worker-1')
      expect(claim?.contract).toEqual(contract)
    })

    it('does not find a task that is not there, nor one whose id is no id', async () => {
      expect(await store.find(randomUUID())).toBeNull()
      expect(await store.find("x'; drop table tasks")).toBeNull()
      expect(await store.events('nonsense', 0)).toEqual([])
      expect(await store.results('nonsense')).toEqual([])
    })

    it('answers the same key and body with the same task, and does not enqueue it twice', async () => {
      const submission = { contract: aContract(), idempotency: { key: randomUUID(), fingerprint: 'a' } }
      const first = await store.submit(submission)
      const second = await store.submit(submission)
      expect(second).toEqual({ task: first.task, created: false })
      expect(await jobsOf(first.task.taskId)).toHaveLength(1)
    })

    it('refuses the same key with another body', async () => {
      const key = randomUUID()
      await store.submit({ contract: aContract(), idempotency: { key, fingerprint: 'a' } })
      const other = store.submit({ contract: aContract(), idempotency: { key, fingerprint: 'b' } })
      await expect(other).rejects.toThrow(fault('IDEMPOTENCY_MISMATCH'))
    })

    it('makes one task of 200 equal requests at once', async () => {
      const submission = { contract: aContract(), idempotency: { key: randomUUID(), fingerprint: 'a' } }
      const all = await Promise.all(Array.from({ length: 200 }, () => store.submit(submission)))
      expect(new Set(all.map(({ task }) => task.taskId)).size).toBe(1)
      expect(all.filter(({ created }) => created)).toHaveLength(1)
      expect(await jobsOf(all[0]?.task.taskId ?? '')).toHaveLength(1)
    })

    it('gives eight concurrent claims eight rising fences, and only the last may settle', async () => {
      const taskId = await submit()
      const claims = await Promise.all(Array.from({ length: 8 }, (_, n) => store.claim(taskId, `worker-${n}`)))
      const fences = claims.map((claim) => claim?.fence ?? 0).sort((a, b) => a - b)
      expect(fences).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      expect(claims.filter((claim) => claim?.recovered === false)).toHaveLength(1)
      for (const fence of fences.slice(0, 7)) expect(await store.settle(taskId, fence, COMPLETED)).toBe(false)
      expect((await store.find(taskId))?.status).toBe('processing')
      expect(await store.settle(taskId, 8, COMPLETED)).toBe(true)
    })

    it('takes a task back that a living worker hands back: the next claim is no recovery', async () => {
      const { taskId, fence } = await claimed()
      expect(await store.release(taskId, fence)).toBe(true)
      expect(await store.release(taskId, fence)).toBe(false)
      expect((await store.claim(taskId, 'second'))?.recovered).toBe(false)
      expect((await store.claim(taskId, 'third'))?.recovered).toBe(true)
    })

    it('settles a task once: the second word changes neither status, result nor events', async () => {
      const { taskId, fence } = await claimed()
      const words = await Promise.all(
        [COMPLETED, COMPLETED, COMPLETED].map((word) => store.settle(taskId, fence, word)),
      )
      expect(words.filter(Boolean)).toHaveLength(1)
      expect(await store.settle(taskId, fence, FAILED)).toBe(false)
      expect(await store.find(taskId)).toMatchObject({
        status: 'completed',
        phase: 'done',
        result: RESULT,
        confidence: 0.9,
      })
      expect(await store.results(taskId)).toMatchObject([{ result: RESULT, confidence: 0.9 }])
      expect(await eventTypes(taskId)).toEqual(['task.submitted', 'task.claimed', 'task.completed'])
      expect(await store.claim(taskId, 'worker-2')).toBeNull()
    })

    it('keeps the partial result of a task that failed', async () => {
      const { taskId, fence } = await claimed()
      await store.settle(taskId, fence, FAILED)
      expect(await store.find(taskId)).toMatchObject({ status: 'failed', error: FAULT, result: { confidence: 0.2 } })
      const last = (await store.events(taskId, 0)).at(-1)
      expect(last).toMatchObject({ type: 'task.failed', fault: FAULT, usage: { costUsd: 0, tokens: 0, seconds: 0 } })
    })

    it('cancels during a run, once, and refuses every later word of that run', async () => {
      const { taskId, fence } = await claimed()
      const [first, second] = await Promise.all([store.cancel(taskId, 'enough'), store.cancel(taskId, 'really')])
      expect(first).toMatchObject({ status: 'cancelled', phase: 'done' })
      expect(second).toEqual(first)
      expect(await store.settle(taskId, fence, COMPLETED)).toBe(false)
      expect(await store.wait(taskId, fence, approvalOf(taskId))).toBe(false)
      await store.bury(taskId, FAULT)
      expect(await store.find(taskId)).toEqual(first)
      expect(await eventTypes(taskId)).toEqual(['task.submitted', 'task.claimed', 'task.cancelled'])
    })

    it('leaves one winner when a task is settled and cancelled at once', async () => {
      const { taskId, fence } = await claimed()
      const [settled, cancelled] = await Promise.allSettled([
        store.settle(taskId, fence, COMPLETED),
        store.cancel(taskId, null),
      ])
      const { status } = (await store.find(taskId)) ?? {}
      expect(settled).toMatchObject({ value: status === 'completed' })
      expect(cancelled.status).toBe(status === 'cancelled' ? 'fulfilled' : 'rejected')
      expect(await eventTypes(taskId)).toEqual(['task.submitted', 'task.claimed', `task.${status}`])
    })

    it('refuses to cancel what has ended or never was', async () => {
      const { taskId, fence } = await claimed()
      await store.settle(taskId, fence, COMPLETED)
      await expect(store.cancel(taskId, null)).rejects.toThrow(fault('TASK_ENDED'))
      await expect(store.cancel(randomUUID(), null)).rejects.toThrow(fault('TASK_NOT_FOUND'))
      await expect(store.cancel('nonsense', null)).rejects.toThrow(fault('TASK_NOT_FOUND'))
    })

    it('lets nobody claim a task that waits for a person, and shows what it asks', async () => {
      const { taskId, fence } = await waiting()
      expect(await store.claim(taskId, 'worker-2')).toBeNull()
      const { id, request } = approvalOf(taskId)
      expect(await store.find(taskId)).toMatchObject({
        status: 'processing',
        phase: 'awaiting_approval',
        interrupt: { id, request },
      })
      expect((await store.events(taskId, 2))[0]).toMatchObject({ type: 'approval.requested', interruptId: id, request })
      expect(await store.settle(taskId, fence, COMPLETED)).toBe(false)
      await store.bury(taskId, FAULT)
      expect((await store.find(taskId))?.status).toBe('processing')
    })

    it('takes one of two answers, puts the task in line again and hands the answer to every claim until the run goes on', async () => {
      const { taskId } = await waiting()
      const answer = { decision: 'approve', reason: 'looks right' } as const
      const both = await Promise.allSettled([store.resume(taskId, answer), store.resume(taskId, answer)])
      const refused = both.filter(({ status }) => status === 'rejected')
      expect(refused).toMatchObject([{ reason: { code: 'TASK_NOT_WAITING' } }])
      expect((await jobsOf(taskId)).map(({ turn }) => turn)).toEqual([1, 2])
      const resume = { interruptId: 'interrupt-1', answer }
      expect(await store.claim(taskId, 'worker-2')).toMatchObject({ recovered: false, resume })
      const again = await store.claim(taskId, 'worker-3')
      expect(again).toMatchObject({ recovered: true, resume })
      await store.wait(taskId, again?.fence ?? 0, { ...approvalOf(taskId), id: 'interrupt-2' })
      await store.resume(taskId, { decision: 'reject' })
      expect((await store.claim(taskId, 'worker-4'))?.resume?.interruptId).toBe('interrupt-2')
    })

    it('refuses an answer to a task that does not wait, or is not there', async () => {
      const taskId = await submit()
      await expect(store.resume(taskId, { decision: 'approve' })).rejects.toThrow(fault('TASK_NOT_WAITING'))
      await expect(store.resume(randomUUID(), { decision: 'approve' })).rejects.toThrow(fault('TASK_NOT_FOUND'))
      expect(await jobsOf(taskId)).toHaveLength(1)
    })

    it('buries a task whose job is out of tries, and refuses what its last run still says', async () => {
      const { taskId, fence } = await claimed()
      await store.bury(taskId, FAULT)
      expect(await store.find(taskId)).toMatchObject({ status: 'failed', error: FAULT })
      expect(await store.settle(taskId, fence, COMPLETED)).toBe(false)
      expect((await eventTypes(taskId)).at(-1)).toBe('task.failed')
    })
  })
}
