import { isDeclared, isInFolder, keepWithin, toBytes } from '../declared-files.ts'
import type { FileContent } from '../interpreter.ts'

const BLOCK = 512

/**
 * What a command left in its working folder: a list (`size path`, each ended by NUL, the list by another one) and a ustar
 * archive of the small files. All of it was written where the command could meddle: only plain relative names are taken.
 */
export function readLeftFiles(
  bytes: Buffer,
  given: Readonly<Record<string, FileContent>>,
  outputs: readonly string[] | null,
): { readonly files: Record<string, FileContent>; readonly filesTruncated: boolean } {
  const listEnd = endOfList(bytes)
  const isWanted = (path: string) => isInFolder(path) && isDeclared(path, outputs)
  const listed = bytes.subarray(0, listEnd).toString('utf8').split('\0').flatMap(toEntry)
  const packed = readArchive(bytes.subarray(listEnd + 1)).filter(([path]) => isWanted(path))
  const there = new Set(packed.map(([path]) => path))
  const isMissing = ({ path, size }: Listed) => isWanted(path) && !there.has(path) && size !== sizeOf(given[path])
  const isNew = ([path, content]: readonly [string, Uint8Array]) => !isSame(content, given[path])
  const kept = keepWithin(packed.filter(isNew).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { ...kept, filesTruncated: kept.filesTruncated || listed.some(isMissing) }
}

interface Listed {
  readonly path: string
  readonly size: number
}

function endOfList(bytes: Buffer): number {
  if (bytes[0] === 0) return 0
  const end = bytes.indexOf('\0\0')
  return end === -1 ? bytes.length : end + 1
}

function toEntry(line: string): Listed[] {
  const space = line.indexOf(' ')
  return space > 0 ? [{ size: Number(line.slice(0, space)), path: line.slice(space + 1) }] : []
}

function readArchive(bytes: Buffer): (readonly [string, Uint8Array])[] {
  const found: (readonly [string, Uint8Array])[] = []
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.subarray(at, at + BLOCK)
    const size = Number.parseInt(header.toString('latin1', 124, 136), 8)
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size)
    if (!(size >= 0) || content.length < size) break
    const isFile = header[156] === 0 || header[156] === 0x30
    if (isFile) found.push([nameIn(header), content])
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return found
}

function nameIn(header: Buffer): string {
  const field = (from: number, to: number) => header.toString('utf8', from, to).split('\0', 1)[0] ?? ''
  const prefix = field(345, 500)
  return prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`
}

const sizeOf = (content: FileContent | undefined) => (content === undefined ? -1 : toBytes(content).length)

const isSame = (content: Uint8Array, before: FileContent | undefined) =>
  before !== undefined && Buffer.from(toBytes(before)).equals(content)
