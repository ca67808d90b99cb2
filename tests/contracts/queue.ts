import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Priority } from '../../src/contracts/task.ts'
import type { Job, Queue, Transaction } from '../../src/queue/queue.ts'

export interface QueueUnderTest {
  /** An empty line that gives a job three tries. */
  readonly queue: Queue
  /** Runs `work` in a transaction that is rolled back when `work` throws. */
  inTransaction(work: (transaction: Transaction) => Promise<void>): Promise<void>
  drop(): Promise<void>
}

type Handle = Parameters<Queue['work']>[0]

const job = (priority: Priority = 'medium', taskId: string = randomUUID(), turn = 1): Job => ({
  taskId,
  priority,
  turn,
})

const NONE = { low: 0, medium: 0, high: 0, critical: 0 }

/** What every `Queue` promises. Each implementation's test file calls this once. */
export function describeQueue(name: string, createUnderTest: () => Promise<QueueUnderTest>): void {
  describe(`${name} keeps the Queue contract`, () => {
    let underTest: QueueUnderTest
    let queue: Queue
    let shutdown: AbortController
    let working: Promise<void>[]
    const buried: Job[] = []

    beforeEach(async () => {
      underTest = await createUnderTest()
      queue = underTest.queue
      shutdown = new AbortController()
      working = []
      buried.length = 0
    })
    afterEach(async () => {
      shutdown.abort()
      await Promise.all(working)
      await underTest.drop()
    })

    async function put(...jobs: Job[]): Promise<void> {
      for (const next of jobs) await underTest.inTransaction((transaction) => queue.enqueue(next, transaction))
      queue.wake()
    }

    function startWorking(handle: Handle, concurrency = 1, gotOn = async () => false) {
      const bury = async (dead: Job) => void buried.push(dead)
      const hands = { workerId: randomUUID(), concurrency, signal: shutdown.signal, bury, gotOn }
      const done = queue.work(handle, hands)
      working.push(done)
      return { done }
    }

    const drained = () =>
      vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ waiting: NONE, active: 0 }), 15_000)

    it('hands over a job with its task, priority and turn, once', async () => {
      const seen: Job[] = []
      const submitted = job('high')
      await put(submitted)
      startWorking(async (next) => {
        seen.push(next)
        return 'done'
      })
      await drained()
      expect(seen).toEqual([submitted])
    })

    it('puts a job in line with the transaction that submits the task, or not at all', async () => {
      const refused = underTest.inTransaction(async (transaction) => {
        await queue.enqueue(job(), transaction)
        throw new Error('the insert failed')
      })
      await expect(refused).rejects.toThrow('the insert failed')
      expect((await queue.depth()).waiting.medium).toBe(0)
    })

    it('takes a turn that is put in line twice for one job, also after it was done', async () => {
      const seen: Job[] = []
      const submitted = job()
      await put(submitted, submitted)
      startWorking(async (next) => {
        seen.push(next)
        return 'done'
      })
      await drained()
      await put(submitted, job('medium', submitted.taskId, 2))
      await drained()
      expect(seen.map(({ turn }) => turn)).toEqual([1, 2])
    })

    it('hands out critical before high before medium before low, and the older first', async () => {
      const order: Job[] = []
      const low = job('low')
      const medium = job('medium')
      const high = [job('high'), job('high')]
      const critical = [job('critical'), job('critical')]
      // Fewer than the eight of which one is the oldest.
      await put(low, medium, ...high, ...critical)
      startWorking(async (next) => {
        order.push(next)
        return 'done'
      })
      await drained()
      expect(order).toEqual([...critical, ...high, medium, low])
    })

    it('hands out a low job while critical ones keep coming', async () => {
      const low = job('low')
      let criticalBeforeLow = 0
      let isLowSeen = false
      await put(low, ...Array.from({ length: 20 }, () => job('critical')))
      startWorking(async ({ taskId }) => {
        isLowSeen ||= taskId === low.taskId
        if (!isLowSeen) {
          criticalBeforeLow += 1
          await put(job('critical'))
        }
        return 'done'
      })
      await vi.waitFor(() => expect(isLowSeen).toBe(true), 10_000)
      expect(criticalBeforeLow).toBeLessThan(8)
    })

    it('hands out as many jobs at a time as `concurrency` says', async () => {
      let running = 0
      let most = 0
      await put(...Array.from({ length: 9 }, () => job()))
      startWorking(async () => {
        running += 1
        most = Math.max(most, running)
        await sleep(50)
        running -= 1
        return 'done'
      }, 3)
      await drained()
      expect(most).toBe(3)
    })

    it.each([
      ['in one process', [2]],
      ['in two', [1, 1]],
    ])('hands no task to two handlers at once %s, though two of its turns are in line', async (_, concurrencies) => {
      const taskId = randomUUID()
      const running = new Set<number>()
      const overlaps: number[] = []
      const seen: number[] = []
      await put(job('medium', taskId, 1), job('medium', taskId, 2))
      const handle: Handle = async ({ turn }) => {
        if (running.size > 0) overlaps.push(turn)
        running.add(turn)
        await sleep(400)
        running.delete(turn)
        seen.push(turn)
        return 'done'
      }
      for (const concurrency of concurrencies) startWorking(handle, concurrency)
      await drained()
      expect(seen.toSorted()).toEqual([1, 2])
      expect(overlaps).toEqual([])
    })

    it('tries a job again when its handler threw, and lets others go first meanwhile', async () => {
      const order: Job[] = []
      const failing = job()
      const other = job()
      await put(failing)
      startWorking(async (next) => {
        order.push(next)
        if (order.length > 1) return 'done'
        await put(other)
        throw new Error('no')
      })
      await drained()
      expect(order).toEqual([failing, other, failing])
      expect(buried).toEqual([])
    })

    it('buries a job that is out of tries, shows it among the dead, and forgets it when the task gets a new turn', async () => {
      const dead = job('high')
      let tries = 0
      await put(dead)
      startWorking(async ({ turn }) => {
        if (turn === 2) return 'done'
        tries += 1
        throw new Error('no')
      })
      await vi.waitFor(async () => expect((await queue.depth()).dead).toBe(1), 20_000)
      expect(tries).toBe(3)
      expect(buried).toEqual([dead])
      await put(job('high', dead.taskId, 2))
      await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ active: 0, dead: 0 }))
    })

    it('buries no job that got on in its last tries', async () => {
      const tries: number[] = []
      await put(job())
      const failing: Handle = async ({ turn }) => (tries.push(turn) < 4 ? Promise.reject(new Error('no')) : 'done')
      startWorking(failing, 1, async () => true)
      await vi.waitFor(() => expect(tries).toHaveLength(4), 25_000)
      expect(buried).toEqual([])
    })

    it.each(['again', { againInMs: 1 }] as const)('puts a job back, and counts no try, when told %j', async (end) => {
      let rounds = 0
      await put(job())
      startWorking(async () => {
        rounds += 1
        return rounds <= 6 ? end : 'done'
      })
      await drained()
      expect(rounds).toBe(7)
      expect(buried).toEqual([])
    })

    it('takes no more jobs once told to stop, and ends when those in hand are done', async () => {
      const ended: string[] = []
      let begun = 0
      await put(...Array.from({ length: 5 }, () => job()))
      const { done } = startWorking(async ({ taskId }) => {
        begun += 1
        if (begun === 2) shutdown.abort()
        await sleep(200)
        ended.push(taskId)
        return 'done'
      }, 2)
      await done
      expect(ended).toHaveLength(2)
      expect(await queue.depth()).toMatchObject({ waiting: { medium: 3 }, active: 0 })
    })

    it('says how many wait by priority, how many are in hand and how many are dead', async () => {
      await put(job('low'), job('low'), job('critical'), job('high'))
      let release = () => {}
      startWorking(() => new Promise((resolve) => (release = () => resolve('done'))))
      await vi.waitFor(async () => expect((await queue.depth()).active).toBe(1))
      const waiting = { low: 2, medium: 0, high: 1, critical: 0 }
      expect(await queue.depth()).toEqual({ waiting, active: 1, dead: 0 })
      shutdown.abort()
      release()
    })
  })
}
