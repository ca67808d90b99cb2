import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Task } from '../../../src/contracts/task.ts'
import type { TaskFilter } from '../../../src/store/task-store.ts'
import { aContract, openTaskStore, type StoreUnderTest } from '../../support/task-store.ts'

describe('the list of tasks', () => {
  let under: StoreUnderTest
  beforeAll(async () => {
    under = await openTaskStore()
  })
  afterAll(() => under.close())

  const submit = (request: Parameters<typeof aContract>[0] = {}) =>
    under.store.submit({ contract: aContract(request) }).then(({ task }) => task)
  const submitMany = (count: number, request: Parameters<typeof aContract>[0]) =>
    Promise.all(Array.from({ length: count }, () => submit(request)))

  async function allPages(filter: TaskFilter, betweenPages = async () => {}): Promise<Task[][]> {
    const { tasks, nextCursor } = await under.store.list(filter)
    if (nextCursor === null) return [[...tasks]]
    await betweenPages()
    return [[...tasks], ...(await allPages({ ...filter, cursor: nextCursor }, betweenPages))]
  }
  const newestFirst = (tasks: readonly Task[]) =>
    [...tasks].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.taskId.localeCompare(a.taskId))

  it('pages through tasks of the same millisecond, newest first, without loss or repeat, while others come in', async () => {
    const parentTaskId = 'pages'
    const made = await submitMany(23, { parentTaskId })
    await under.pool.query(
      `update tasks set created_at = date_trunc('second', created_at) + (('x' || left(id::text, 1))::bit(4)::int / 4) * interval '1 ms'
       where parent_task_id = $1`,
      [parentTaskId],
    )
    const known = new Set(made.map(({ taskId }) => taskId))
    const pages = await allPages({ parentTaskId, limit: 5 }, async () => {
      await submit({ parentTaskId })
    })
    expect(pages.map(({ length }) => length)).toEqual([5, 5, 5, 5, 3])
    const tasks = pages.flat()
    expect(new Set(tasks.map(({ taskId }) => taskId))).toEqual(known)
    expect(tasks).toEqual(newestFirst(tasks))
  })

  it('does not offer a next page after a last page that is full', async () => {
    const parentTaskId = 'full'
    await submitMany(4, { parentTaskId })
    expect((await allPages({ parentTaskId, limit: 2 })).map(({ length }) => length)).toEqual([2, 2])
  })

  it('filters by status, priority, parent and time, all at once', async () => {
    const parentTaskId = 'filters'
    const wanted = await submit({ parentTaskId, priority: 'high' })
    await submit({ parentTaskId, priority: 'low' })
    const other = await submit({ parentTaskId, priority: 'high' })
    await under.store.cancel(other.taskId, null)
    const moved = await submit({ parentTaskId, priority: 'high' })
    await under.pool.query(`update tasks set created_at = created_at - interval '1 day' where id = $1`, [moved.taskId])
    const window = { createdAfter: hoursFrom(wanted, -1), createdBefore: hoursFrom(wanted, 1) }
    const { tasks } = await under.store.list({ status: 'pending', priority: 'high', parentTaskId, ...window })
    expect(tasks).toEqual([wanted])
    const earlier = await under.store.list({ parentTaskId, createdBefore: window.createdAfter })
    expect(earlier.tasks.map(({ taskId }) => taskId)).toEqual([moved.taskId])
    expect((await under.store.list({ parentTaskId, createdAfter: wanted.createdAt })).tasks).not.toContainEqual(wanted)
  })

  const SOME_ID = '00000000-0000-4000-8000-000000000000'
  const toCursor = (text: string) => Buffer.from(text).toString('base64url')
  it.each([
    'nonsense',
    toCursor('2026-01-01T00:00:00Z no-id'),
    toCursor(`1 ${SOME_ID}`),
    toCursor(`+275760-09-13T00:00:00.000Z ${SOME_ID}`),
  ])('refuses the cursor %s, which is none of its own, and says what to pass', async (cursor) => {
    await expect(under.store.list({ cursor })).rejects.toThrow('pass next_cursor of a page as it came')
  })

  it.each(['0000-01-01T00:00:00Z', '+275760-09-13T00:00:00.000Z'])(
    'refuses to list by %s, a time that Postgres does not know',
    async (time) => {
      await expect(under.store.list({ createdAfter: time })).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
      await expect(under.store.list({ createdBefore: time })).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
    },
  )

  it.each(['2020-01-01T00:00:00+23:00', `2020-01-01T00:00:00.${'1'.repeat(300)}Z`, '9999-12-31T23:59:59Z'])(
    'lists by %s, which is a time, however it is written',
    async (time) => {
      const asked = { parentTaskId: 'unheard of', createdAfter: time, createdBefore: time }
      expect(await under.store.list(asked)).toEqual({ tasks: [], nextCursor: null })
    },
  )

  it('keeps a page within 1 to 200 tasks', async () => {
    await submitMany(3, { parentTaskId: 'sizes' })
    expect((await under.store.list({ limit: 0 })).tasks).toHaveLength(1)
    expect((await under.store.list({ limit: 1e9 })).tasks.length).toBeGreaterThan(3)
  })
})

function hoursFrom({ createdAt }: Task, hours: number): string {
  return new Date(Date.parse(createdAt) + hours * 3_600_000).toISOString()
}
