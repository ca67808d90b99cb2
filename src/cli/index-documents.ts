import logUpdate from 'log-update'
import { indexFolder } from '../arms/retriever/index-folder.ts'
import type { Surroundings } from './create-program.ts'
import { printJson, printLines } from './print.ts'
import { quietLog, withSystem } from './with-system.ts'

export async function indexDocuments(
  folder: string,
  { only = [], json }: { only?: string[]; json?: boolean },
  surroundings: Surroundings,
): Promise<void> {
  const isWanted = (path: string) =>
    only.length === 0 || only.some((wanted) => isBelow(path, trimmed(wanted)) || isBelow(trimmed(wanted), path))
  await withSystem(
    surroundings,
    async ({ system }) => {
      let seen = 0
      const summary = await indexFolder({
        folder,
        documents: system.documents,
        exclude: (path) => !isWanted(path),
        signal: surroundings.shutdown,
        onProgress: ({ source, outcome }) => {
          seen += 1
          if (process.stdout.isTTY && !json) logUpdate(`${seen} files: ${outcome} ${source}`)
        },
      })
      if (process.stdout.isTTY) logUpdate.clear()
      if (json) printJson(summary)
      else printLines(describe(summary))
    },
    quietLog(),
  )
}

const trimmed = (path: string) => path.replace(/^\.\//, '').replace(/\/$/, '')
const isBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

function describe({ indexed, unchanged, skipped }: Awaited<ReturnType<typeof indexFolder>>): string[] {
  return [
    `${indexed} indexed, ${unchanged} unchanged, ${skipped.length} skipped`,
    ...skipped.map(({ source, reason }) => `  skipped ${source}: ${reason}`),
  ]
}
