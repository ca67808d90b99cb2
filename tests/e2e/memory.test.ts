import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { createOctollm, type Octollm, type Running } from '../support/octollm-process.ts'
import { everythingStored } from '../support/stored-text.ts'

let database: FreshDatabase
let octollm: Octollm
let server: Running & { url: string }
beforeAll(async () => {
  database = await freshDatabase()
  octollm = await createOctollm({
    DATABASE_URL: database.url,
    OCTOLLM_VAULT_KEYS: `test:${randomBytes(32).toString('base64')}`,
    OCTOLLM_RETAIN_HISTORY_DAYS: '30',
  })
  server = await octollm.serve()
})
afterAll(async () => {
  await octollm.remove()
  await database.drop()
})

async function call(path: string, json?: object, method = json ? 'POST' : 'GET') {
  const body = json ? { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } } : {}
  const response = await fetch(server.url + path, { method, ...body })
  return JSON.parse(await response.text())
}

const submit = (canary: string, userId: string) =>
  call('/submit?wait=60', { goal: `Find what is known of the ${canary} crater`, metadata: { user_id: userId } })

describe('octollm remembers', () => {
  it('every task that has ended, until its user is erased or its time is up', async () => {
    const { task_id: first } = await submit('quokkafjord', 'ann@example.com')
    const { task_id: second } = await submit('wombatfjord', 'user-2')
    const { tasks } = await call('/memory/tasks?query=known%20craters')
    expect(tasks.map(({ task_id }: { task_id: string }) => task_id).sort()).toEqual([first, second].sort())

    expect(await call('/memory/users/ann%40example.com', undefined, 'DELETE')).toMatchObject({
      deleted: { tasks: 1, task_history: 1 },
      unreadable_tasks: 0,
    })
    const stored = await everythingStored(database.pool)
    expect([stored.includes('quokkafjord'), stored.includes('wombatfjord')]).toEqual([false, true])

    await database.pool.query(`update octollm.task_history set ended_at = now() - interval '31 days'`)
    const pruned = await octollm.run(['memory', 'prune', '--json'])
    expect(JSON.parse(pruned.stdout)).toEqual({ expired_items: 0, task_history: 1 })
    expect(await call('/memory/tasks')).toEqual({ tasks: [] })

    const erased = await octollm.run(['memory', 'erase', '--user', 'user-2'])
    expect(erased).toMatchObject({ code: 0, stderr: '' })
    expect(erased.stdout).toMatch(/^tasks +1$/m)
    expect((await everythingStored(database.pool)).includes('wombatfjord')).toBe(false)
    expect((await octollm.run(['memory', 'erase'])).code).toBe(2)
  })
})
