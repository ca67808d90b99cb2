/**
 * The process a program runs in: loads one interpreter, says `ready`, waits for one job, runs it, reports, and ends itself.
 * Descriptor 0 is the lifeline to the parent, 1 and 2 carry the program's output, 3 carries job and report. The program
 * only ever reaches 1 and 2, through the interpreter's output hooks, so it cannot write a report.
 */
import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import type { Interpreter, Job, LoadOptions, Outcome, WriteOutput } from './interpreter.ts'
import { limitWasmMemory } from './limit-wasm-memory.ts'
import { loadJavaScript } from './load-javascript.ts'
import { loadPython } from './load-python.ts'
import { closeModules } from './lock-down.ts'

const CONTROL = 3
const LINE_END = 10
const PIPE_FULL_MS = 1
// What an interpreter needs beside the program's own memory, so that its out-of-memory error comes before the kill.
const RSS_SLACK_BYTES = 96 * 1_048_576

const [language, moduleUrl = '', given = '{}'] = process.argv.slice(2)
const options: LoadOptions = JSON.parse(given)
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const lifeline = new Worker(new URL(`./lifeline-child.${extension}`, import.meta.url))

const write: WriteOutput = (stream, bytes) => writeAll(stream, bytes)
await once(lifeline, 'message')
const interpreter = await load().catch(giveUp)
closeModules()
const control = new Socket({ fd: CONTROL })
// An interpreter that was ended or broken by its program throws from a callback, past every await.
process.on('uncaughtException', (error: unknown) => report(afterCrash(error)))
writeAll(CONTROL, '{"ready":true}\n')
const job = await readJob()
lifeline.postMessage(process.memoryUsage.rss() + job.memoryBytes + RSS_SLACK_BYTES)
limitWasmMemory(job.memoryBytes)
try {
  report(await interpreter.run(job))
} catch (error) {
  report(afterCrash(error))
}

/** Says why in a line: Node would print the interpreter's source around the place. */
function giveUp(error: unknown): never {
  write(2, `${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

function load(): Promise<Interpreter> {
  return language === 'python' ? loadPython(moduleUrl, write, options) : loadJavaScript(moduleUrl, write)
}

function readJob(): Promise<Job> {
  const chunks: Buffer[] = []
  return new Promise((resolve) => {
    control.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (chunk.at(-1) === LINE_END) resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    })
  })
}

function report(outcome: Outcome): void {
  writeAll(CONTROL, `${JSON.stringify(outcome)}\n`)
  die()
}

// Leaving the usual way would wait for the lifeline's thread.
function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

function afterCrash(error: unknown): Outcome {
  const ended = typeof error === 'object' && error !== null && 'status' in error && error.status === 0
  if (!ended) write(2, `${error}\n`)
  return { exitCode: ended ? 0 : 1, result: 'null', files: {}, filesTruncated: false }
}

function writeAll(descriptor: number, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  for (let sent = 0; sent < bytes.length; ) sent += writeSome(descriptor, bytes, sent)
}

// A program writes while the event loop stands still, so a full pipe is waited for here.
function writeSome(descriptor: number, bytes: Uint8Array, from: number): number {
  try {
    return writeSync(descriptor, bytes, from)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_FULL_MS)
    return 0
  }
}
