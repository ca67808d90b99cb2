/**
 * Runs in a thread of its own beside the reader, which gives its own thread no turn while it reads. It ends the process
 * when a document takes more memory than any should (unpacked bytes live outside the JavaScript heap and its limit), or
 * so long that the parent must be gone, which would have ended it before.
 */
import process from 'node:process'
import { parentPort } from 'node:worker_threads'
import { MAX_RSS_BYTES, ORPHAN_MS } from './reader-limits.ts'

const LOOK_MS = 25
let busySince: number | null = null

setInterval(() => {
  const isLate = busySince !== null && performance.now() - busySince > ORPHAN_MS
  if (isLate || process.memoryUsage.rss() > MAX_RSS_BYTES) process.kill(process.pid, 'SIGKILL')
}, LOOK_MS)
parentPort?.on('message', (state: 'busy' | 'idle') => {
  busySince = state === 'busy' ? performance.now() : null
})
parentPort?.postMessage('watching')
