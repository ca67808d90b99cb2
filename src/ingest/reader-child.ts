/**
 * The process that documents are read in: one after the other, each in a message, each answered by a message. It holds
 * nothing but the document, has no environment, and ends with its parent.
 */
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { readDocument } from './read-document.ts'
import type { RawDocument, Reading } from './reading.ts'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const watch = new Worker(new URL(`./reader-watch.${extension}`, import.meta.url))

process.on('disconnect', () => process.exit())
// Sent by `createReader` alone.
process.on('message', (raw: RawDocument) => void answer(raw))
watch.once('message', () => process.send?.('ready'))

async function answer(raw: RawDocument): Promise<void> {
  watch.postMessage('busy')
  const reading = await readDocument(raw).catch((): Reading => ({ refused: 'cannot be read: its reader fails at it' }))
  watch.postMessage('idle')
  process.send?.(reading)
}
