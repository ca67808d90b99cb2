import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { Fault } from '../contracts/fault.ts'
import { mediaTypeOf } from './media-type.ts'

export interface Walk {
  /** Paths below the folder, with "/", in order. */
  readonly files: readonly string[]
  /** Folders below it that could not be read: what is in them is not known. */
  readonly unread: readonly string[]
}

const NEVER_ENTERED = new Set(['node_modules', '__pycache__'])

/**
 * The readable files of a folder and below. Hidden files and dependencies are left out; symbolic links are never followed,
 * so nothing outside the folder is found. `exclude` is asked with the path below the folder; a folder that is excluded is
 * not entered. Throws REQUEST_INVALID when the folder itself cannot be read.
 */
export async function walkFolder(folder: string, exclude: (path: string) => boolean): Promise<Walk> {
  const files: string[] = []
  const unread: string[] = []
  const waiting = ['']
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    const entries = await entriesOf(folder, below)
    if (entries === null) unread.push(below)
    const kept = (entries ?? [])
      .map((entry) => ({ entry, path: posix.join(below, entry.name) }))
      .filter(({ entry, path }) => !isLeftOut(entry.name) && !exclude(path))
    files.push(
      ...kept.filter(({ entry, path }) => entry.isFile() && mediaTypeOf(path) !== null).map(({ path }) => path),
    )
    waiting.push(...kept.filter(({ entry }) => entry.isDirectory()).map(({ path }) => path))
  }
  return { files: files.sort(), unread }
}

const isLeftOut = (name: string) => name.startsWith('.') || NEVER_ENTERED.has(name)

async function entriesOf(folder: string, below: string): Promise<Dirent[] | null> {
  try {
    return await readdir(join(folder, below), { withFileTypes: true })
  } catch (error) {
    if (below !== '') return null
    throw unreadable(folder, error)
  }
}

const unreadable = (folder: string, cause: unknown) =>
  new Fault('REQUEST_INVALID', `${folder} cannot be read. Name a file or folder that exists.`, { cause })
