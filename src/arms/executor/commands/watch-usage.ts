import { readdir, readFile, statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { BOX } from './bubblewrap-args.ts'

const WATCH_MS = 50
const PAGE_BYTES = 4_096
const MAX_INODES = 50_000

/**
 * Looks every 50 ms at the memory that all processes below `pid` have together, and at how many files they made: limits
 * that a process has for itself would be multiplied by forking. Resolves with what there was too much of, or with
 * undefined once the signal is aborted.
 */
export async function watchUsage(
  pid: number,
  maxBytes: number,
  signal: AbortSignal,
): Promise<'memory' | 'files' | undefined> {
  while (!signal.aborted) {
    const pids = await descendants(pid)
    const used = await Promise.all(pids.map(residentBytes))
    if (used.reduce((sum, bytes) => sum + bytes, 0) > maxBytes) return 'memory'
    const inodes = await Promise.all(pids.slice(0, 2).map(usedInodes))
    if (Math.max(0, ...inodes) > MAX_INODES) return 'files'
    await sleep(WATCH_MS, undefined, { signal, ref: false }).catch(() => {})
  }
  return undefined
}

async function descendants(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(threads.map((id) => text(`/proc/${pid}/task/${id}/children`)))
  const children = lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))
  const below = await Promise.all(children.map(descendants))
  return [...children, ...below.flat()]
}

async function residentBytes(pid: number): Promise<number> {
  const [, resident = '0'] = (await text(`/proc/${pid}/statm`)).split(' ')
  return Number(resident) * PAGE_BYTES
}

async function usedInodes(pid: number): Promise<number> {
  const found = await statfs(`/proc/${pid}/root${BOX}`).catch(() => undefined)
  return found && found.files < 2 ** 40 && found.type === TMPFS ? found.files - found.ffree : 0
}

const TMPFS = 0x0102_1994

// A process that is gone by now has nothing.
const text = (path: string) => readFile(path, 'utf8').catch(() => '')
