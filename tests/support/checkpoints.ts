import { emptyCheckpoint, uuid6 } from '@langchain/langgraph-checkpoint'
import type { GroupedSaver } from '../../src/store/checkpointer/grouped-saver.ts'

type Saver = Pick<GroupedSaver, 'put' | 'putWrites' | 'getTuple'>

/** Stores a checkpoint whose one channel holds `value`, and returns the config that names it. */
export function putValue(saver: Saver, threadId: string, value: string, configurable: object = {}) {
  const checkpoint = {
    ...emptyCheckpoint(),
    id: uuid6(1),
    channel_values: { said: value },
    channel_versions: { said: 1 },
  }
  const config = { configurable: { thread_id: threadId, checkpoint_ns: '', ...configurable } }
  return saver.put(config, checkpoint, { source: 'loop', step: 1, parents: {} }, { said: 1 })
}

export async function readValue(saver: Saver, threadId: string): Promise<unknown> {
  const tuple = await saver.getTuple({ configurable: { thread_id: threadId } })
  return tuple?.checkpoint.channel_values['said']
}
