import { SearchAnswer, SearchMethod, SearchRequest } from '../contracts/search.ts'
import { toWire } from '../contracts/wire.ts'
import type { Surroundings } from './create-program.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLines, withoutControls } from './print.ts'
import { quietLog, withSystem } from './with-system.ts'

interface SearchFlags {
  readonly limit?: string
  readonly method?: string
  readonly in?: string[]
  readonly answer?: boolean
  readonly json?: boolean
}

/** Searches the indexed documents; ends with 1 when nothing is found. */
export async function searchDocuments(query: string, flags: SearchFlags, surroundings: Surroundings): Promise<void> {
  const request = toRequest(query, flags)
  await withSystem(
    surroundings,
    async ({ system }) => {
      const found = await system.search(request, { signal: surroundings.shutdown })
      if (flags.json) printJson(toWire(SearchAnswer, found))
      else printLines(describeFound(found).map(withoutControls))
      if (found.results.length === 0) process.exitCode = EXIT.failed
    },
    quietLog(),
  )
}

function toRequest(query: string, { limit = '5', method = 'hybrid', in: sources, answer = false }: SearchFlags) {
  const parsed = SearchRequest.safeParse({
    query,
    limit: Number(limit),
    method: SearchMethod.options.find((known) => known === method),
    filters: sources ? { sources } : {},
    synthesize: answer,
  })
  if (parsed.success) return parsed.data
  throw new TypeError('Ask with 1 to 500 characters, and for 1 to 100 results.')
}

const EXCERPT_LINES = 6

function describeFound({ results, answer, answeredBy, methodUsed, withheld }: SearchAnswer): string[] {
  const held = withheld === 0 ? [] : [`${withheld} left out: they carry an attack on a model`]
  if (results.length === 0) return ['Nothing in the indexed documents bears on this.', ...held]
  const said = answer === null ? [] : [answer, answeredBy === null ? '' : `(worded by ${answeredBy})`, '']
  return [
    ...said.filter((line, index) => line !== '' || index === said.length - 1),
    ...results.flatMap(describeResult),
    `${results.length} found by ${methodUsed} search`,
    ...held,
  ]
}

function describeResult({
  rank,
  source,
  startLine,
  endLine,
  place,
  relevanceScore,
  content,
}: SearchAnswer['results'][number]) {
  const lines = content.split('\n').filter((line) => line.trim() !== '')
  const where = `${source}:${startLine}-${endLine}${place === undefined ? '' : ` (${place})`}`
  return [
    `[${rank}] ${where}  ${relevanceScore.toFixed(2)}`,
    ...lines.slice(0, EXCERPT_LINES).map((line) => `    ${line}`),
    ...(lines.length > EXCERPT_LINES ? ['    …'] : []),
    '',
  ]
}
