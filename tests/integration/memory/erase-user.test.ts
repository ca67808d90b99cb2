import { randomBytes, randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ArmContext } from '../../../src/arms/arm.ts'
import { createReflex } from '../../../src/reflex/create-reflex.ts'
import { createSealedVault } from '../../../src/reflex/sealed-vault.ts'
import type { TokenVault } from '../../../src/reflex/token-vault.ts'
import { createTaskDesk } from '../../../src/server/task-desk.ts'
import { eraseUser } from '../../../src/store/memory/erase-user.ts'
import { createKnowledgeGraph } from '../../../src/store/memory/knowledge-graph.ts'
import { createMemoryStore } from '../../../src/store/memory/memory-store.ts'
import { createPlanCache } from '../../../src/store/plan-cache.ts'
import { createSealedTokenStore } from '../../../src/store/sealed-tokens.ts'
import { createDiary, givenPlans, steps, untilAborted, workArm } from '../../support/graph.ts'
import { planOf } from '../../support/plans.ts'
import { everythingStored } from '../../support/stored-text.ts'
import { openWorkedTasks } from '../../support/worked-tasks.ts'

const reflex = createReflex()
let tasks: Awaited<ReturnType<typeof openWorkedTasks>>
let vault: TokenVault
beforeEach(async () => {
  tasks = await openWorkedTasks()
  vault = createSealedVault({ keys: [{ id: 'k', key: randomBytes(32) }], store: createSealedTokenStore(tasks.pool) })
})
afterEach(() => tasks.close())

/** An arm that leaves the canary wherever an arm can leave anything. */
const leavesTraces = (canary: string) =>
  workArm(createDiary(), undefined, {
    async execute(_input, { store, report }: ArmContext) {
      report(`working on ${canary}`)
      await store?.put(['notes'], randomUUID(), { text: canary })
      await store?.put(['@shared', 'notes'], randomUUID(), { text: canary })
      return {
        output: { text: canary },
        confidence: 0.9,
        artifacts: [{ name: `${canary}.txt`, mediaType: 'text/plain', content: canary }],
        knowledge: {
          entities: [{ type: 'place', name: canary, properties: { about: canary } }],
          relationships: [
            { from: { type: 'place', name: canary }, to: { type: 'place', name: 'World' }, type: canary },
          ],
        },
      }
    },
    sharedMemory: 'write',
  })

const options = (canary: string) => ({
  store: createMemoryStore(tasks),
  knowledge: createKnowledgeGraph(tasks),
  vault,
  reflex,
  arms: [leavesTraces(canary)],
  planner: givenPlans(steps([], [1]).map((step) => ({ ...step, action: `do the work for ${canary}` }))),
})

async function submit(canary: string, userId: unknown, more: object = {}): Promise<string> {
  const { task } = await createTaskDesk({ tasks: tasks.store, reflex, vault }).submit(
    {
      goal: `Write about ${canary} to carl@example.com`,
      constraints: [`mention ${canary}`],
      context: { canary },
      acceptanceCriteria: [`it is about ${canary}`],
      metadata: { user_id: userId, canary },
      ...more,
    },
    { idempotency: { key: randomUUID(), fingerprint: canary } },
  )
  return task.taskId
}

/** A task from its submission to its end, with everything it leaves behind. */
async function leaveTraces(canary: string, userId: unknown, more: object = {}): Promise<string> {
  const taskId = await submit(canary, userId, more)
  const { fence, ...end } = await tasks.work(taskId, options(canary))
  if (end.kind === 'ended') await tasks.store.settle(taskId, fence, end.outcome)
  await createPlanCache(tasks).put(canary, planOf(steps([]), { rationale: canary }))
  return taskId
}

const erase = (userId: string, withVault: TokenVault | null = vault) =>
  eraseUser({ pool: tasks.pool, tasks: tasks.store, vault: withVault }, userId, 'test')

const rowsOf = async (table: string, taskId: string) =>
  (await tasks.pool.query(`select * from ${table} where task_id::text = $1`, [taskId])).rows.length

describe('erasing a user', () => {
  it('leaves nothing of the user in any column of any table, and all of everybody else', async () => {
    const taskId = await leaveTraces('quokkafjord', 'user-1')
    const child = await leaveTraces('quokkachild', null, { parentTaskId: taskId })
    const other = await leaveTraces('wombatfjord', 'user-2')
    const before = await everythingStored(tasks.pool)
    const tables = [
      'task_events',
      'step_journal',
      'plans',
      'task_results',
      'sealed_tokens',
      'task_history',
      'idempotency_keys',
    ]
    for (const table of tables) expect([table, await rowsOf(table, taskId)]).not.toEqual([table, 0])
    expect(before.split('quokkafjord').length).toBeGreaterThan(40)

    const { deleted, unreadableTasks } = await erase('user-1')

    const after = await everythingStored(tasks.pool)
    const traces = (text: string) => [...text.matchAll(/.{0,80}quokka.{0,80}/gi)].map(([found]) => found)
    expect(traces(after)).toEqual([])
    expect(after.includes('user-1')).toBe(false)
    expect(deleted).toMatchObject({ tasks: 2, sealed_tokens: 2, task_history: 2, memory_items: 8, plan_cache: 3 })
    expect(deleted['checkpoints']).toBeGreaterThan(2)
    expect(unreadableTasks).toBe(0)
    for (const id of [taskId, child]) expect(await rowsOf('action_log', id)).toBe(0)

    expect((await tasks.store.find(other))?.status).toBe('completed')
    expect(await createMemoryStore(tasks).search(['default'], { query: 'wombatfjord' })).toHaveLength(4)
    expect(await rowsOf('task_history', other)).toBe(1)
    expect(after.includes('wombatfjord')).toBe(true)
  })

  it('finds the tasks of a user whose id is personal, and had to be stored as a token', async () => {
    await leaveTraces('quokkamail', 'ann@example.com')
    await leaveTraces('wombatmail', 'anna@example.com')
    await leaveTraces('wombatmail', 'bob@example.org')
    const { deleted } = await erase('ann@example.com')
    expect(deleted).toMatchObject({ tasks: 1 })
    const after = await everythingStored(tasks.pool)
    expect(after.includes('quokkamail')).toBe(false)
    expect(after.includes('wombatmail')).toBe(true)
  })

  it('says how many tasks it could not read, because their key is missing', async () => {
    await leaveTraces('quokkakey', 'ann@example.com')
    const other = createSealedVault({
      keys: [{ id: 'other', key: randomBytes(32) }],
      store: createSealedTokenStore(tasks.pool),
    })
    for (const without of [null, other]) {
      expect(await erase('ann@example.com', without)).toMatchObject({ deleted: { tasks: 0 }, unreadableTasks: 1 })
    }
  })

  it('stops a task that runs, and nothing that it writes afterwards stays', async () => {
    const diary = createDiary()
    const taskId = await submit('quokkarun', 'user-1')
    const late: unknown[] = []
    const slow = workArm(diary, undefined, {
      async execute(_input, { store, signal }) {
        await store?.put(['notes'], 'early', { text: 'quokkarun' })
        diary.note('written')
        await untilAborted(signal).catch(() => {})
        await store?.put(['notes'], 'late', { text: 'quokkarun' }).catch((error: unknown) => late.push(error))
        diary.note('late')
        return { output: { text: 'quokkarun' }, confidence: 1 }
      },
    })
    const stop = new AbortController()
    const run = tasks.work(taskId, { ...options('quokkarun'), arms: [slow] }, { signal: stop.signal })
    const rejected = expect(run).rejects.toThrow()
    await diary.until('written')
    const ended = await leaveTraces('quokkarun', 'user-1')
    const cancelled: string[] = []
    const cancel = (id: string, reason: string | null) => {
      cancelled.push(id)
      return tasks.store.cancel(id, reason)
    }
    await eraseUser({ pool: tasks.pool, tasks: { cancel }, vault }, 'user-1', 'test')
    expect(cancelled).toEqual([taskId])
    expect(await tasks.store.find(ended)).toBeNull()
    stop.abort(new Error('cancelled'))
    await rejected
    await diary.until('late')
    expect(late).toHaveLength(1)
    expect((await everythingStored(tasks.pool)).includes('quokkarun')).toBe(false)
  })

  it('takes everything that a task of the user had a part in, though another wrote it too', async () => {
    const store = createMemoryStore(tasks)
    const both: string[] = []
    for (const user of ['user-1', 'user-2']) {
      const taskId = await submit('wombat', user)
      both.push(taskId)
      await store.from({ armId: 'worker', taskId }).put(['default', 'worker', 'both'], 'k', { by: user })
    }
    await store.from({ armId: 'worker', taskId: both[1] ?? '' }).put(['default', 'worker', 'own'], 'k', {})
    await erase('user-1')
    expect(await createMemoryStore(tasks).search(['default', 'worker'])).toMatchObject([
      { namespace: ['default', 'worker', 'own'] },
    ])
  })

  it('notes that somebody was erased, and not who; twice is no harm', async () => {
    await leaveTraces('quokkatwice', 'user-1')
    await erase('user-1')
    expect((await erase('user-1')).deleted).toMatchObject({ tasks: 0, memory_items: 0 })
    const { rows } = await tasks.pool.query(
      `select actor, data from action_log where action = 'user.erased' order by id`,
    )
    expect(rows).toMatchObject([
      { actor: 'test', data: { deleted: { tasks: 1 } } },
      { actor: 'test', data: { deleted: { tasks: 0 } } },
    ])
  })

  it('is the only way to delete from what is append-only', async () => {
    await leaveTraces('quokka', 'user-1')
    for (const table of ['task_events', 'action_log']) {
      await tasks.pool.query(`insert into action_log (actor, action) values ('a', 'b')`)
      await expect(tasks.pool.query(`delete from ${table}`)).rejects.toThrow(/append-only/)
    }
  })
})
