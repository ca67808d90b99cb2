import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { maxBytesOf, tooLarge } from './create-document-index.ts'
import { mediaTypeOf } from './media-type.ts'

export interface FileContent {
  readonly bytes: Uint8Array
  /** ISO 8601. */
  readonly modified: string
}

/** `isThere`: its content is why it cannot be indexed, so what was indexed of it before no longer holds. */
export interface UnreadFile {
  readonly reason: string
  readonly isThere: boolean
}

/** A plain file up to the size that is read of its type. A link is not followed. */
export async function readFile(path: string): Promise<FileContent | UnreadFile> {
  const mediaType = mediaTypeOf(path)
  if (mediaType === null) return { reason: 'is of a type that is not read here', isThere: true }
  try {
    // It was a plain file a moment ago; if it is a link or a pipe by now, it is neither followed nor waited for.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const status = await file.stat()
      const { size, mtime } = status
      if (!status.isFile()) return { reason: 'is no plain file', isThere: true }
      if (size > maxBytesOf(mediaType)) return { reason: tooLarge(mediaType), isThere: true }
      return { bytes: await file.readFile(), modified: mtime.toISOString() }
    } finally {
      await file.close()
    }
  } catch (error) {
    return { reason: `cannot be read (${codeOf(error)})`, isThere: false }
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
