import type { RunnableConfig } from '@langchain/core/runnables'
import type { ChannelVersions, Checkpoint, CheckpointMetadata, PendingWrite } from '@langchain/langgraph-checkpoint'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import type pg from 'pg'
import { z } from 'zod'
import { migrate } from '../migrate.ts'
import type { BlobRow, CheckpointOp, WriteRow } from './checkpoint-op.ts'
import { Fence } from './fence.ts'
import { pruneThread } from './prune-thread.ts'
import { createOpsWriter } from './write-ops.ts'
import { createWriteQueue } from './write-queue.ts'

interface Options {
  readonly pool: pg.Pool
  readonly schema: string
  /** For every write of this saver whose run names no fence of its own. */
  readonly fence: Fence | undefined
}

const LANES = 3
const MAX_BATCH = 64

const Address = z.object({
  thread_id: z.string('Pass configurable.thread_id: it says which thread the checkpoint belongs to.'),
  checkpoint_ns: z.string().default(''),
  checkpoint_id: z.string().optional(),
  fence: Fence.optional(),
})
// Made once: zod compiles every new schema anew.
const CheckpointAddress = Address.required({ checkpoint_id: true })

/** Tables and reads of LangGraph's PostgresSaver; writes in groups, under the fence of the run that makes them. */
export class GroupedSaver extends PostgresSaver {
  readonly #options: Options
  readonly #queue: ReturnType<typeof createWriteQueue>

  constructor(options: Options) {
    super(options.pool, undefined, { schema: options.schema })
    this.#options = options
    this.#queue = createWriteQueue({ write: createOpsWriter(options), lanes: LANES, maxBatch: MAX_BATCH })
  }

  /** Makes the checkpoint tables if they are missing. Any number of processes may call this at once. */
  override async setup(): Promise<void> {
    await migrate({ ...this.#options, only: ['0001-checkpoints.sql'] })
  }

  /** Throws `StaleLeaseError` when the run's fence is stale; then nothing was stored. */
  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { thread_id, checkpoint_ns, checkpoint_id, fence } = Address.parse(config.configurable)
    const [blobs, storedMetadata] = await Promise.all([
      this._dumpBlobs(thread_id, checkpoint_ns, checkpoint.channel_values, newVersions),
      this._dumpMetadata(metadata),
    ])
    const content = JSON.stringify(this._dumpCheckpoint(checkpoint))
    await this.#store(thread_id, fence, {
      blobs: blobs.map((row): BlobRow => [row[0], row[1], row[2], row[3], row[4], row[5] ? toBuffer(row[5]) : null]),
      checkpoints: [
        [thread_id, checkpoint_ns, checkpoint.id, checkpoint_id ?? null, content, JSON.stringify(storedMetadata)],
      ],
    })
    return { configurable: { thread_id, checkpoint_ns, checkpoint_id: checkpoint.id } }
  }

  /** Throws `StaleLeaseError` when the run's fence is stale; then nothing was stored. */
  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const { thread_id, checkpoint_ns, checkpoint_id, fence } = CheckpointAddress.parse(config.configurable)
    const rows = await this._dumpWrites(thread_id, checkpoint_ns, checkpoint_id, taskId, writes)
    await this.#store(thread_id, fence, {
      writes: rows.map((row): WriteRow => [row[0], row[1], row[2], row[3], row[4], row[5], row[6], toBuffer(row[7])]),
    })
  }

  /** Removes superseded checkpoints of a thread. It can still be resumed, and its open interrupts answered. */
  async prune(threadId: string): Promise<void> {
    await pruneThread(this.#options.pool, this.#options.schema, threadId)
  }

  #store(threadId: string, fence: Fence | undefined, rows: Partial<CheckpointOp>): Promise<void> {
    const ofRun = fence ?? this.#options.fence
    return this.#queue.add({ blobs: [], writes: [], checkpoints: [], ...rows, threadId, fence: ofRun })
  }
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
