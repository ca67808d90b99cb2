import type { Fence } from './fence.ts'

/** thread, namespace, channel, version, type, value */
export type BlobRow = readonly [string, string, string, string, string, Buffer | null]
/** thread, namespace, checkpoint, graph task, index, channel, type, value */
export type WriteRow = readonly [string, string, string, string, number, string, string, Buffer]
/** thread, namespace, checkpoint, parent checkpoint, checkpoint as JSON, metadata as JSON */
export type CheckpointRow = readonly [string, string, string, string | null, string, string]

/** What one `put` or `putWrites` stores: all of it or nothing. */
export interface CheckpointOp {
  readonly threadId: string
  readonly fence: Fence | undefined
  readonly blobs: readonly BlobRow[]
  readonly writes: readonly WriteRow[]
  readonly checkpoints: readonly CheckpointRow[]
}
