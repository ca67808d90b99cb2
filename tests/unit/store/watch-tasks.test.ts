import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTaskStore } from '../../../src/store/create-task-store.ts'
import { createNotifications } from '../../../src/store/notifications.ts'
import type { TaskStore } from '../../../src/store/task-store.ts'
import { aContract, LOST_NOTIFICATIONS, openTaskStore, type StoreUnderTest } from '../../support/task-store.ts'

const NEVER_MS = 3_600_000
const FAILED = {
  status: 'failed',
  fault: { code: 'ARM_FAILED', message: 'The arm gave up.', retryable: false },
  result: null,
} as const

describe('watching a task', () => {
  let under: StoreUnderTest
  beforeAll(async () => {
    under = await openTaskStore()
  })
  afterAll(() => under.close())

  /** A store as another process has it on the same database, which only polls or is only notified. */
  async function anotherProcess(learnsBy: 'polling' | 'notifications'): Promise<TaskStore> {
    const parts = { pool: under.pool, enqueue: async () => {}, wake: () => {} }
    if (learnsBy === 'polling') return createTaskStore({ ...parts, notifications: LOST_NOTIFICATIONS, pollMs: 20 })
    const notifications = createNotifications({ url: under.url, schema: 'public' })
    await notifications.start()
    onTestFinished(() => notifications.stop())
    return createTaskStore({ ...parts, notifications, pollMs: NEVER_MS })
  }
  async function claimed() {
    const { task } = await under.store.submit({ contract: aContract() })
    const claim = await under.store.claim(task.taskId, 'worker')
    return { taskId: task.taskId, fence: claim?.fence ?? 0 }
  }

  describe.each(['polling', 'notifications'] as const)('by %s', (way) => {
    it('tells of events that another process writes', async () => {
      const [watcher, writer] = [await anotherProcess(way), await anotherProcess(way)]
      const { taskId, fence } = await claimed()
      const onNews = vi.fn()
      watcher.watch(taskId, onNews)
      await vi.waitFor(() => expect(onNews.mock.calls.length).toBe(way === 'polling' ? 1 : 0))
      onNews.mockClear()
      await writer.settle(taskId, fence, FAILED)
      await vi.waitFor(() => expect(onNews).toHaveBeenCalled())
    })

    it('tells nothing more to who has stopped', async () => {
      const [watcher, writer] = [await anotherProcess(way), await anotherProcess(way)]
      const { taskId, fence } = await claimed()
      const told: string[] = []
      const stop = watcher.watch(taskId, () => told.push('stopped'))
      stop()
      watcher.watch(taskId, () => told.push('stays'))
      await writer.settle(taskId, fence, FAILED)
      await vi.waitFor(() => expect(told).toContain('stays'))
      expect(told).not.toContain('stopped')
    })

    it('tells a run once that its task was cancelled', async () => {
      const [watcher, writer] = [await anotherProcess(way), await anotherProcess(way)]
      const { taskId, fence } = await claimed()
      const told: string[] = []
      watcher.watchCancel(taskId, fence, () => told.push('first'))
      await writer.cancel(taskId, null)
      await vi.waitFor(() => expect(told).toEqual(['first']))
      watcher.watchCancel(taskId, fence, () => told.push('second'))
      await vi.waitFor(() => expect(told).toEqual(['first', 'second']))
    })

    it('tells a run that another has taken its task over, and leaves the other alone', async () => {
      const [watcher, writer] = [await anotherProcess(way), await anotherProcess(way)]
      const { taskId, fence } = await claimed()
      const told: string[] = []
      watcher.watchCancel(taskId, fence, () => told.push('first run'))
      const next = await writer.claim(taskId, 'another')
      watcher.watchCancel(taskId, next?.fence ?? 0, () => told.push('second run'))
      await vi.waitFor(() => expect(told).toEqual(['first run']))
      await writer.cancel(taskId, null)
      await vi.waitFor(() => expect(told).toEqual(['first run', 'second run']))
    })
  })

  it('notices a cancellation that came before anybody watched, without waiting for the next look', async () => {
    const { taskId, fence } = await claimed()
    await under.store.cancel(taskId, null)
    const watcher = await anotherProcess('notifications')
    const told: string[] = []
    watcher.watchCancel(taskId, fence, () => told.push('cancelled'))
    await vi.waitFor(() => expect(told).toEqual(['cancelled']))
  })

  it('does not call a run cancelled for what a look saw that began before its claim', async () => {
    const { task } = await under.store.submit({ contract: aContract() })
    const looks: (() => void)[] = []
    const slow = {
      connect: () => under.pool.connect(),
      async query<Row>(text: string, values?: unknown[]) {
        const result = await under.pool.query<Row & object>(text, values)
        if (looks.length < 1) await new Promise<void>((resolve) => looks.push(resolve))
        return result
      },
    }
    const parts = { enqueue: async () => {}, wake: () => {}, notifications: LOST_NOTIFICATIONS, pollMs: 20 }
    const watcher = createTaskStore({ ...parts, pool: slow })
    onTestFinished(watcher.watch(task.taskId, () => {}))
    await vi.waitFor(() => expect(looks).toHaveLength(1))
    const fence = (await under.store.claim(task.taskId, 'worker'))?.fence ?? 0
    const told: string[] = []
    watcher.watchCancel(task.taskId, fence, () => told.push('cancelled'))
    looks[0]?.()
    await vi.waitFor(async () => expect(await under.store.find(task.taskId)).toMatchObject({ status: 'processing' }))
    expect(told).toEqual([])
    await under.store.cancel(task.taskId, null)
    await vi.waitFor(() => expect(told).toEqual(['cancelled']))
  })

  it('tells a run whose task was buried', async () => {
    const watcher = await anotherProcess('polling')
    const { taskId, fence } = await claimed()
    const told: string[] = []
    watcher.watchCancel(taskId, fence, () => told.push('buried'))
    await under.store.bury(taskId, FAILED.fault)
    await vi.waitFor(() => expect(told).toEqual(['buried']))
  })

  it('does not call a run cancelled that has come to its own end', async () => {
    const watcher = await anotherProcess('polling')
    const [ended, cancelled] = [await claimed(), await claimed()]
    const told: string[] = []
    watcher.watchCancel(ended.taskId, ended.fence, () => told.push('ended'))
    watcher.watchCancel(cancelled.taskId, cancelled.fence, () => told.push('cancelled'))
    await under.store.settle(ended.taskId, ended.fence, FAILED)
    await under.store.cancel(cancelled.taskId, null)
    await vi.waitFor(() => expect(told).toEqual(['cancelled']))
  })
})
