import { Annotation, Command, interrupt, START, StateGraph } from '@langchain/langgraph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCheckpointer } from '../../../../src/store/checkpointer/create-checkpointer.ts'
import type { GroupedSaver } from '../../../../src/store/checkpointer/grouped-saver.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/database.ts'

const State = Annotation.Root({
  said: Annotation<string[]>({ reducer: (left, right) => left.concat(right), default: () => [] }),
})
const say = (word: string) => () => ({ said: [word] })
const ask = (question: string) => () => ({ said: [String(interrupt(question))] })

const asking = new StateGraph(State)
  .addNode('hello', say('hello'))
  .addNode('first', ask('first?'))
  .addNode('between', say('between'))
  .addNode('second', ask('second?'))
  .addEdge(START, 'hello')
  .addEdge('hello', 'first')
  .addEdge('first', 'between')
  .addEdge('between', 'second')

const nesting = new StateGraph(State)
  .addNode('before', say('before'))
  .addNode('inner', asking.compile())
  .addNode('after', ask('after?'))
  .addEdge(START, 'before')
  .addEdge('before', 'inner')
  .addEdge('inner', 'after')

describe('prune', () => {
  let database: FreshDatabase
  let saver: GroupedSaver

  beforeAll(async () => {
    database = await freshDatabase()
    saver = createCheckpointer({ pool: database.pool })
    await saver.setup()
  })
  afterAll(() => database.drop())

  const rowsOf = async (table: string, thread: string) =>
    (
      await database.pool.query<{ ns: string }>(`select checkpoint_ns as ns from ${table} where thread_id = $1`, [
        thread,
      ])
    ).rows

  it('keeps the one checkpoint that is needed, and an interrupt can still be answered', async () => {
    const graph = asking.compile({ checkpointer: saver })
    const config = { configurable: { thread_id: 'asks' }, durability: 'sync' as const }
    await graph.invoke({ said: [] }, config)
    const before = await graph.getState(config)
    expect(await rowsOf('checkpoints', 'asks')).toHaveLength(3)

    await saver.prune('asks')

    expect(await rowsOf('checkpoints', 'asks')).toHaveLength(1)
    const after = await graph.getState(config)
    expect(after.values).toEqual(before.values)
    expect(after.tasks.map(({ interrupts }) => interrupts)).toEqual(before.tasks.map(({ interrupts }) => interrupts))
    await graph.invoke(new Command({ resume: 'one' }), config)
    await saver.prune('asks')
    expect(await graph.invoke(new Command({ resume: 'two' }), config)).toEqual({
      said: ['hello', 'one', 'between', 'two'],
    })
  })

  it('removes the values and pending writes of superseded checkpoints', async () => {
    const graph = asking.compile({ checkpointer: saver })
    const config = { configurable: { thread_id: 'rows' }, durability: 'sync' as const }
    await graph.invoke({ said: [] }, config)
    await graph.invoke(new Command({ resume: 'one' }), config)
    const before = await saver.getTuple(config)
    await saver.prune('rows')
    expect(await rowsOf('checkpoint_blobs', 'rows')).toHaveLength(
      Object.keys(before?.checkpoint.channel_versions ?? {}).length,
    )
    expect((await saver.getTuple(config))?.checkpoint).toEqual(before?.checkpoint)
    // Of the writes only the open question is left.
    expect(await rowsOf('checkpoint_writes', 'rows')).toHaveLength(1)
  })

  it('keeps what an interrupted subgraph has done, and drops the subgraph once the graph above has moved on', async () => {
    const graph = nesting.compile({ checkpointer: saver })
    const config = { configurable: { thread_id: 'nested' }, durability: 'sync' as const }
    await graph.invoke({ said: [] }, config)
    await saver.prune('nested')
    expect((await rowsOf('checkpoints', 'nested')).map(({ ns }) => ns.split(':')[0]).sort()).toEqual(['', 'inner'])
    await graph.invoke(new Command({ resume: 'one' }), config)
    await saver.prune('nested')
    const state = await graph.invoke(new Command({ resume: 'two' }), config)
    await saver.prune('nested')
    for (const table of ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes']) {
      expect(new Set((await rowsOf(table, 'nested')).map(({ ns }) => ns))).toEqual(new Set(['']))
    }
    expect(state.said).toContain('two')
    const done = await graph.invoke(new Command({ resume: 'three' }), config)
    expect(done.said).toEqual([...state.said, 'three'])
  })

  it('keeps the memory of a subgraph that has one of its own', async () => {
    const remembering = new StateGraph(State)
      .addNode('inner', asking.compile({ checkpointer: true }))
      .addNode('after', say('after'))
      .addEdge(START, 'inner')
      .addEdge('inner', 'after')
      .compile({ checkpointer: saver })
    const config = { configurable: { thread_id: 'memory' }, durability: 'sync' as const }
    await remembering.invoke({ said: [] }, config)
    await remembering.invoke(new Command({ resume: 'one' }), config)
    await remembering.invoke(new Command({ resume: 'two' }), config)
    await saver.prune('memory')
    expect((await rowsOf('checkpoints', 'memory')).map(({ ns }) => ns).sort()).toEqual(['', 'inner'])
  })

  it('leaves other threads alone', async () => {
    const graph = asking.compile({ checkpointer: saver })
    await graph.invoke({ said: [] }, { configurable: { thread_id: 'other' }, durability: 'sync' })
    await saver.prune('some thread')
    expect(await rowsOf('checkpoints', 'other')).toHaveLength(3)
  })
})
