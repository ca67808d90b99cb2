/** Loads Python once and writes its memory to a file: `node snapshot-child.ts MODULE_URL DRAFT FILE`. Runs no program. */
import { renameSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { takeSnapshot } from './load-python.ts'

const [moduleUrl = '', draft = '', file = ''] = process.argv.slice(2)
writeFileSync(draft, await takeSnapshot(moduleUrl), { mode: 0o600 })
renameSync(draft, file) // whole or not at all, also when the parent is gone by now
