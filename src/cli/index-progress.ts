import { createLogUpdate } from 'log-update'
import type { FileOutcome } from '../ingest/index-folder.ts'
import { toPassages, toSize } from './index-summary.ts'
import { withoutControls } from './print.ts'

interface IndexProgress {
  found(files: number): void
  show(outcome: FileOutcome): void
  end(): void
}

const FRAME_MS = 80
const SILENT: IndexProgress = { found() {}, show() {}, end() {} }

/** One line that is redrawn on a terminal; elsewhere a line for each file with news. Null: nothing. */
export function createIndexProgress(stream: NodeJS.WriteStream | null): IndexProgress {
  if (stream === null) return SILENT
  return stream.isTTY ? redrawn(stream) : printed(stream)
}

function redrawn(stream: NodeJS.WriteStream): IndexProgress {
  const update = createLogUpdate(stream)
  const started = performance.now()
  let total = 0
  let done = 0
  let bytes = 0
  let drawnAt = 0
  return {
    found(files) {
      total += files
    },
    show({ source, status, bytes: read }) {
      if (status !== 'removed') done += 1
      bytes += read
      const now = performance.now()
      if (now - drawnAt < FRAME_MS) return
      drawnAt = now
      const rate = Math.round(done / Math.max((now - started) / 1_000, 0.001))
      const line = `${done}/${total} files, ${toSize(bytes)}, ${rate} files/s  ${status} ${withoutControls(source)}`
      update(line.slice(0, (stream.columns ?? 80) - 1))
    },
    end: () => update.clear(),
  }
}

function printed(stream: NodeJS.WriteStream): IndexProgress {
  return {
    ...SILENT,
    show({ source, status, passages }) {
      // Why a file was skipped is said at the end.
      if (status === 'unchanged' || status === 'skipped') return
      const many = status === 'indexed' ? ` (${toPassages(passages)})` : ''
      stream.write(`${status} ${withoutControls(source)}${many}\n`)
    },
  }
}
