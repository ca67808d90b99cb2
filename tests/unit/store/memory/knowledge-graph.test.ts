import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Knowledge } from '../../../../src/contracts/memory.ts'
import type { KnowledgeGraph } from '../../../../src/memory/knowledge-graph.ts'
import { createKnowledgeGraph } from '../../../../src/store/memory/knowledge-graph.ts'
import { migrate } from '../../../../src/store/migrate.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/database.ts'

let database: FreshDatabase
let graph: KnowledgeGraph
beforeAll(async () => {
  database = await freshDatabase()
  await migrate({ pool: database.pool, schema: 'public' })
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.pool.query('delete from entities')
  graph = createKnowledgeGraph(database)
})

const say = (knowledge: object, armId = 'retriever') =>
  graph.record(Knowledge.parse(knowledge), { armId, taskId: '7f2c1f4e-6f0b-4a43-9f0e-0d6f3d1c8f11' })
const city = (name: string, properties = {}) => ({ type: 'city', name, properties })
const link = (from: string, to: string, type = 'next to') => ({ from: city(from), to: city(to), type })
const idOf = async (name: string) => (await graph.find({ name }))[0]?.entityId ?? ''
const namesOf = (entities: readonly { name: string }[]) => entities.map(({ name }) => name)

describe('the knowledge graph', () => {
  it('takes the same entity said twice for one, however it is spelt, and merges what is said of it', async () => {
    const [first] = await say({ entities: [city('Zürich', { country: 'CH', lake: true })] })
    const [again] = await say({ entities: [city('  ZÜRICH', { country: 'Switzerland', people: 430_000 })] }, 'coder')
    expect(again).toBe(first)
    expect(await graph.find({ type: 'city' })).toMatchObject([
      {
        name: 'Zürich',
        properties: { country: 'Switzerland', lake: true, people: 430_000 },
        sourceArms: ['coder', 'retriever'],
        sourceTasks: ['7f2c1f4e-6f0b-4a43-9f0e-0d6f3d1c8f11'],
      },
    ])
  })

  it('loses entities that are related to each other at once', async () => {
    const names = Array.from({ length: 16 }, (_, at) => `City ${at}`)
    const all = names.flatMap((from) => names.filter((to) => to !== from).map((to) => link(from, to)))
    const ids = await say({ entities: names.map((name) => city(name)), relationships: all })
    expect(await Promise.all(ids.map((id) => graph.remove(id)))).toEqual(names.map(() => true))
    expect(await graph.find({})).toEqual([])
  })

  it('takes one that is said twice at once for one', async () => {
    const ids = await say({
      entities: [city('Bern', { a: 1 }), city('bern', { b: 2 })],
      relationships: [link('BERN', 'Basel')],
    })
    expect(ids).toHaveLength(1)
    expect((await graph.find({ name: 'bern' }))[0]?.properties).toEqual({ a: 1, b: 2 })
    expect(namesOf(await graph.find({})).sort()).toEqual(['Basel', 'Bern'])
  })

  it('is right when many say the same at once, in any order', async () => {
    const relationships = Array.from({ length: 150 }, (_, n) => link(`N${n}`, `N${n + 1}`))
    const mirrored = relationships.toReversed()
    const said = Array.from({ length: 8 }, (_, n) =>
      say({ relationships: n % 2 ? relationships : mirrored }, `arm-${n}`),
    )
    await Promise.all(said)
    const { rows } = await database.pool.query(`select count(*)::int as all, min(cardinality(source_arms)) as arms
      from relationships union all select count(*)::int, min(cardinality(source_arms)) from entities`)
    expect(rows).toEqual([
      { all: 150, arms: 8 },
      { all: 151, arms: 8 },
    ])
  })

  it('goes through no entity twice on the way to another', async () => {
    await say({ relationships: [link('A', 'B'), link('B', 'A'), link('B', 'C')] })
    const ways = await graph.paths(await idOf('A'), await idOf('C'), { maxDepth: 6, limit: 20 })
    expect(ways.map(({ entities }) => namesOf(entities))).toEqual([
      ['A', 'B', 'C'],
      ['A', 'B', 'C'],
    ])
  })

  it('finds by words of the name and the properties, the best first', async () => {
    await say({
      entities: [
        city('Port Louis', { known_for: 'its harbour and sugar' }),
        city('Hamburg', { known_for: 'harbours, harbours' }),
        city('Graz'),
      ],
    })
    expect(namesOf(await graph.find({ query: 'sugar from the harbour' }))).toEqual(['Port Louis', 'Hamburg'])
    expect(namesOf(await graph.find({ query: 'graz', type: 'person' }))).toEqual([])
    expect(namesOf(await graph.find({ limit: 1, offset: 1 }))).toHaveLength(1)
  })

  it('knows the neighbours of an entity by direction and type', async () => {
    await say({ relationships: [link('A', 'B'), link('C', 'A'), link('A', 'D', 'twinned with')] })
    const a = await idOf('A')
    const others = async (query = {}) => namesOf((await graph.neighbours(a, query)).map(({ entity }) => entity)).sort()
    expect(await others()).toEqual(['B', 'C', 'D'])
    expect(await others({ direction: 'out' })).toEqual(['B', 'D'])
    expect(await others({ direction: 'in' })).toEqual(['C'])
    expect(await others({ type: 'twinned with' })).toEqual(['D'])
    expect(await others({ limit: 2 })).toHaveLength(2)
  })

  it('finds ways between entities, the shortest first, and none that is too long', async () => {
    await say({
      relationships: [link('A', 'B'), link('B', 'C'), link('C', 'D'), link('A', 'X'), link('D', 'X'), link('D', 'E')],
    })
    const ways = await graph.paths(await idOf('A'), await idOf('D'))
    expect(ways.map(({ entities }) => namesOf(entities))).toEqual([
      ['A', 'X', 'D'],
      ['A', 'B', 'C', 'D'],
    ])
    expect(ways[0]?.relationships.map(({ type }) => type)).toEqual(['next to', 'next to'])
    expect(await graph.paths(await idOf('A'), await idOf('D'), { maxDepth: 1 })).toEqual([])
    expect(await graph.paths(await idOf('A'), await idOf('D'), { limit: 1 })).toHaveLength(1)
    expect(await graph.paths(await idOf('A'), await idOf('A'))).toEqual([])
  })

  it('comes to an end in a graph where everything is connected', { timeout: 20_000 }, async () => {
    const names = Array.from({ length: 40 }, (_, n) => `N${n}`)
    const relationships = names.flatMap((from, n) => names.slice(n + 1).map((to) => link(from, to)))
    await say({ relationships })
    await say({ entities: [city('Island')] })
    expect(await graph.paths(await idOf('N0'), await idOf('Island'), { maxDepth: 6 })).toEqual([])
    expect(await graph.paths(await idOf('N0'), await idOf('N39'), { maxDepth: 6 })).toHaveLength(5)
  })

  it('shows a tenant nothing of another', async () => {
    await say({ relationships: [link('A', 'B')] })
    const [a, b] = [await idOf('A'), await idOf('B')]
    const other = createKnowledgeGraph({ ...database, tenant: 'other' })
    expect(await other.find({})).toEqual([])
    expect(await other.get(a)).toBeNull()
    expect(await other.neighbours(a)).toEqual([])
    expect(await other.paths(a, b)).toEqual([])
    expect(await other.remove(a)).toBe(false)
    await other.record(Knowledge.parse({ entities: [city('A')] }), null)
    expect(await graph.find({ name: 'A' })).toHaveLength(1)
  })

  it('removes an entity with its relationships', async () => {
    await say({ relationships: [link('A', 'B')] })
    const [a, b] = [await idOf('A'), await idOf('B')]
    expect(await graph.remove(a)).toBe(true)
    expect(await graph.neighbours(b)).toEqual([])
    expect(await graph.remove('no uuid')).toBe(false)
  })

  it('begins the properties of an entity anew rather than let them grow without an end', async () => {
    for (let n = 0; n < 6; n += 1) await say({ entities: [city('Big', { [`p${n}`]: 'x'.repeat(15_000) })] })
    const properties = (await graph.find({ name: 'Big' }))[0]?.properties ?? {}
    expect(Object.keys(properties).sort()).toEqual(['p4', 'p5'])
  })
})
