import type { BaseStore } from '@langchain/langgraph'
import type { Arm, ArmContext } from '../arms/arm.ts'
import { Fault } from '../contracts/fault.ts'
import { DEFAULT_TENANT, type Knowledge } from '../contracts/memory.ts'
import { guardKnowledge } from '../memory/guard-knowledge.ts'
import type { KnowledgeGraph } from '../memory/knowledge-graph.ts'
import type { MemorySource } from '../memory/memory-source.ts'
import type { Pace } from '../memory/pace.ts'
import { scopeStore } from '../memory/scoped-store.ts'
import type { Reflex } from '../reflex/reflex.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Run } from './open-run.ts'

/** What a process has of memory. */
export interface ArmMemory {
  /**
   * Not what the graph is compiled with: LangGraph hands that to everything that runs inside a node, an agent that is an
   * arm and its tools as well, and it would be all of it. Null: the store of whoever runs the graph, if there is one.
   */
  readonly store: BaseStore | null
  readonly pace: Pace
  /** Null: what arms find out is not kept. */
  readonly knowledge: KnowledgeGraph | null
}

interface Parts {
  readonly memory: ArmMemory
  readonly reflex: Reflex
  readonly log?: Logger | undefined
}

/** What an arm sees of memory: its own part of the store, and what is known of the world, for reading. */
export async function memoryFor(arm: Arm, run: Run, parts: Parts): Promise<Pick<ArmContext, 'store' | 'knowledge'>> {
  const { pace, knowledge } = parts.memory
  const whole = parts.memory.store ?? run.store
  if (!whole) return { store: null, knowledge }
  const { book } = await run.tokens()
  const store = scopeStore(whole, {
    tenant: DEFAULT_TENANT,
    source: sourceOf(arm, run),
    shared: arm.sharedMemory,
    reflex: parts.reflex,
    tokens: book,
    guarded: run.guarded,
    pace,
    signal: run.signal,
  })
  return { store, knowledge }
}

/**
 * Keeps what an arm found out, before its step is committed: a step that is done again says it again. What reads like an
 * attack is not kept, and logged.
 */
export async function keepKnowledge(arm: Arm, said: Knowledge | undefined, run: Run, parts: Parts): Promise<void> {
  const { knowledge } = parts.memory
  if (!knowledge || !said) return
  const { book: tokens } = await run.tokens()
  const source = sourceOf(arm, run)
  try {
    await knowledge.record(guardKnowledge(said, { reflex: parts.reflex, tokens }), source)
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'MEMORY_REFUSED') throw error
    parts.log?.warn({ task_id: source.taskId, arm_id: arm.id, reason: error.message }, 'knowledge.refused')
  }
}

const sourceOf = ({ id }: Arm, { identity }: Run): MemorySource => ({ armId: id, ...identity })
