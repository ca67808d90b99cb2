/**
 * Runs in a thread of its own beside the interpreter, because a busy program leaves the main thread no turn. It ends the
 * process when the parent is gone (stdin closes, however the parent died) and when the process outgrows its memory:
 * files and byte buffers of a program live outside both the JavaScript heap and the WebAssembly memory.
 */
import { read } from 'node:fs'
import process from 'node:process'
import { parentPort } from 'node:worker_threads'

const LIFELINE_MS = 100
const MEMORY_MS = 25
const byte = Buffer.alloc(1)
let maxRssBytes = Number.POSITIVE_INFINITY

watchParent()
setInterval(watchMemory, MEMORY_MS)
parentPort?.on('message', (bytes: number) => {
  maxRssBytes = bytes
})
parentPort?.postMessage('watching')

// The parent never writes here. The pipe is non-blocking, so "nothing yet" comes back as an error too.
function watchParent(): void {
  read(0, byte, 0, 1, null, (error) => {
    if (error?.code === 'EAGAIN') setTimeout(watchParent, LIFELINE_MS)
    else die()
  })
}

function watchMemory(): void {
  if (process.memoryUsage.rss() > maxRssBytes) die()
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}
