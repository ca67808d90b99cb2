import type { FileOutcome } from '../ingest/index-folder.ts'
import { withoutControls } from './print.ts'

export interface IndexReport {
  readonly indexed: number
  readonly unchanged: number
  /** Found under another name, with the same content. */
  readonly moved: number
  readonly removed: number
  /** New ones. */
  readonly passages: number
  /** Of what was read anew. */
  readonly bytes: number
  readonly seconds: number
  readonly skipped: readonly { readonly source: string; readonly reason: string }[]
  readonly notes: readonly { readonly source: string; readonly note: string }[]
}

export function createIndexSummary() {
  const started = performance.now()
  const counts = { indexed: 0, unchanged: 0, moved: 0, removed: 0, passages: 0, bytes: 0 }
  const skipped: { source: string; reason: string }[] = []
  const notes: { source: string; note: string }[] = []
  return {
    count({ source, status, passages, bytes, reason = '', notes: said }: FileOutcome): void {
      if (status === 'skipped') skipped.push({ source, reason })
      else counts[status] += 1
      if (status === 'indexed') counts.bytes += bytes
      counts.passages += passages
      notes.push(...said.map((note) => ({ source, note })))
    },
    report: (): IndexReport => ({
      ...counts,
      seconds: Math.round(performance.now() - started) / 1_000,
      skipped,
      notes,
    }),
  }
}

export function describeSummary({ skipped, notes, ...report }: IndexReport): string[] {
  const { indexed, unchanged, moved, removed, passages, bytes, seconds } = report
  return [
    [
      `${indexed} indexed, ${unchanged} unchanged, ${skipped.length} skipped`,
      ...(moved > 0 ? [`, ${moved} moved`] : []),
      ...(removed > 0 ? [`, ${removed} removed`] : []),
    ].join(''),
    ...(indexed > 0 ? [`  ${toPassages(passages)} from ${toSize(bytes)} in ${seconds.toFixed(1)} s`] : []),
    ...skipped.map(({ source, reason }) => `  skipped ${withoutControls(source)}: ${reason}`),
    ...notes.map(({ source, note }) => `  note ${withoutControls(source)}: ${note}`),
  ]
}

/** "1 passage", "2 passages" */
export const toPassages = (count: number) => `${count} passage${count === 1 ? '' : 's'}`

/** Bytes in words: 1.2 MB. */
export function toSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
