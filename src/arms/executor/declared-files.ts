import { Buffer } from 'node:buffer'
import { type FileContent, MAX_FILE_BYTES, MAX_FILES } from './interpreter.ts'

/** Whether a path stays in the working folder: relative, without "..", "." and empty parts, backslashes and NUL. */
export function isInFolder(path: string): boolean {
  const parts = path.split('/')
  return parts.every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\\0]/.test(path)
}

/**
 * Whether a path is one of the declared outputs: names, or patterns in which `*` stands for anything but "/", `**` for
 * anything and `?` for one character but "/". Takes time in proportion to the length of pattern times path.
 */
export function isDeclared(path: string, outputs: readonly string[] | null): boolean {
  return outputs === null || outputs.some((pattern) => matches(pattern, path))
}

// Which lengths of the path the pattern read so far can stand for: no pattern makes this slow, as a RegExp would be.
function matches(pattern: string, path: string): boolean {
  let ends = new Set([0])
  for (const part of pattern.match(/\*+|[^*]/gs) ?? []) {
    ends = new Set([...ends].flatMap((end) => endsAfter(part, path, end)))
    if (ends.size === 0) return false
  }
  return ends.has(path.length)
}

function endsAfter(part: string, path: string, from: number): number[] {
  if (!part.startsWith('*')) {
    const isSame = part === path[from] || (part === '?' && from < path.length && path[from] !== '/')
    return isSame ? [from + 1] : []
  }
  const slash = part.length > 1 ? -1 : path.indexOf('/', from)
  const last = slash === -1 ? path.length : slash
  return Array.from({ length: last - from + 1 }, (_, more) => from + more)
}

/** Keeps what fits: so many files, together so many bytes. */
export function keepWithin(changed: Iterable<readonly [string, Uint8Array]>): {
  readonly files: Record<string, FileContent>
  readonly filesTruncated: boolean
} {
  const files: [string, FileContent][] = []
  let room = MAX_FILE_BYTES
  let filesTruncated = false
  for (const [path, bytes] of changed) {
    if (bytes.length > room || files.length === MAX_FILES) {
      filesTruncated = true
      continue
    }
    files.push([path, toContent(bytes)])
    room -= bytes.length
  }
  return { files: Object.fromEntries(files), filesTruncated }
}

export function toBytes(content: FileContent): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : Buffer.from(content.base64, 'base64')
}

function toContent(bytes: Uint8Array): FileContent {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') }
  }
}
