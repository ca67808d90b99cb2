import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanCache } from '../../../src/planner/planner.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { createPlanCache } from '../../../src/store/plan-cache.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'
import { planOf, planStep } from '../../support/plans.ts'

describe('the plan cache', () => {
  let database: FreshDatabase
  let cache: PlanCache
  beforeAll(async () => {
    database = await freshDatabase()
    await migrate({ pool: database.pool, schema: 'public' })
    cache = createPlanCache({ pool: database.pool })
  })
  afterAll(() => database.drop())

  const plan = planOf([planStep({ stepId: 1 })])
  const keys = async () =>
    (await database.pool.query('select key from plan_cache order by key')).rows.map(({ key }) => key)
  const age = (hours: number) =>
    database.pool.query(`update plan_cache set expires_at = expires_at - $1 * interval '1 hour'`, [hours])

  it('gives a plan back for 24 hours and then no more', async () => {
    await cache.put('k', plan)
    await age(23.9)
    expect(await cache.get('k')).toEqual(plan)
    expect(await cache.get('other')).toBeNull()
    await age(0.2)
    expect(await cache.get('k')).toBeNull()
  })

  it('keeps the newer plan of a key, and clears what has expired when it stores', async () => {
    await cache.put('old', plan)
    await cache.put('k', plan)
    await age(25)
    await cache.put('k', { ...plan, planId: 'newer' })
    expect(await cache.get('k')).toMatchObject({ planId: 'newer' })
    expect(await keys()).toEqual(['k'])
  })

  it('lets many processes store at once while there is much to clear', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => cache.put(`old-${n}`, plan)))
    await age(25)
    await Promise.all(Array.from({ length: 40 }, (_, n) => cache.put(`new-${n}`, plan)))
    expect((await keys()).filter((key) => key.startsWith('old'))).toEqual([])
  })

  it('takes a plan of another shape, as an older version stored it, for one that is not there', async () => {
    await database.pool.query(`insert into plan_cache values ('shape', '{"steps": []}', now() + interval '1 hour')`)
    expect(await cache.get('shape')).toBeNull()
  })
})
