import { indexFolder } from '../ingest/index-folder.ts'
import type { Surroundings } from './create-program.ts'
import { EXIT } from './exit-codes.ts'
import { createIndexProgress } from './index-progress.ts'
import { createIndexSummary, describeSummary } from './index-summary.ts'
import { fillVectorsUntil } from './open-documents.ts'
import { printJson, printLines } from './print.ts'
import { quietLog, withSystem } from './with-system.ts'

export interface IndexFlags {
  readonly only?: string[]
  readonly collection?: string
  readonly metadata?: string[]
  readonly remove?: boolean
  readonly json?: boolean
}

/** Indexes files and folders, or removes documents by their names. Ends with 1 when a file that was named was skipped. */
export async function indexDocuments(paths: string[], flags: IndexFlags, surroundings: Surroundings): Promise<void> {
  const metadata = parseMetadata(flags.metadata ?? [])
  const collection = checkCollection(flags.collection)
  if (flags.remove) return removeNamed(paths, flags, surroundings)
  const isWanted = wanted(flags.only ?? [])
  await withSystem(
    surroundings,
    async ({ system: { documents, index, vectors } }) => {
      const progress = createIndexProgress(flags.json ? null : process.stdout)
      const summary = createIndexSummary()
      try {
        for (const path of paths) {
          await indexFolder({
            ...{ path, documents, index, collection, metadata },
            exclude: (below) => !isWanted(below),
            signal: surroundings.shutdown,
            onFound: progress.found,
            onOutcome(outcome) {
              summary.count(outcome)
              progress.show(outcome)
            },
          })
        }
      } finally {
        progress.end()
      }
      await fillVectorsUntil(surroundings.shutdown, vectors)
      const report = summary.report()
      if (flags.json) printJson(report)
      else printLines(describeSummary(report))
      if (report.skipped.some(({ source }) => isNamed(source, paths))) process.exitCode = EXIT.failed
    },
    quietLog(),
  )
}

async function removeNamed(names: string[], { json }: IndexFlags, surroundings: Surroundings): Promise<void> {
  await withSystem(
    surroundings,
    async ({ system: { index } }) => {
      let removed = 0
      for (const name of names) removed += await index.remove(name, surroundings.shutdown)
      if (json) printJson({ removed })
      else printLines([`${removed} removed`])
      if (removed === 0) process.exitCode = EXIT.failed
    },
    quietLog(),
  )
}

const wanted = (only: readonly string[]) => (path: string) =>
  only.length === 0 || only.some((name) => isBelow(path, trimmed(name)) || isBelow(trimmed(name), path))

const trimmed = (path: string) => path.replace(/^\.\//, '').replace(/\/$/, '')
const isBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

/** Whether a file was given on the command line itself. */
const isNamed = (source: string, paths: readonly string[]) =>
  paths.some((path) => path === source || path.endsWith(`/${source.split('/').at(-1)}`))

const MAX_COLLECTION = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u

function checkCollection(name: string | undefined): string | undefined {
  if (name === undefined || MAX_COLLECTION.test(name)) return name
  throw new TypeError('--collection is a name of up to 100 letters, digits, spaces, ".", "_" and "-".')
}

/** "author=Ann" is a text, "year=2026" a number; a name given twice makes a list of texts. */
function parseMetadata(pairs: readonly string[]): Record<string, string | number | readonly string[]> {
  const given = Map.groupBy(pairs.map(toPair), ([name]) => name)
  return Object.fromEntries(
    [...given].map(([name, all]) => {
      const values = all.map(([, value]) => value)
      const [only = '', another] = values
      return [name, another === undefined ? numberOr(only) : values]
    }),
  )
}

function toPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=')
  if (at < 1) throw new TypeError('--metadata takes name=value, as in --metadata team=sales.')
  return [pair.slice(0, at), pair.slice(at + 1)]
}

// "007" and "1e999" stay texts: what a number would lose is kept.
const numberOr = (value: string) =>
  String(Number(value)) === value && Number.isFinite(Number(value)) ? Number(value) : value
