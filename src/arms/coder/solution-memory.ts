import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MAX_SCAN_CHARS } from '../../reflex/reflex.ts'
import { type Spelling, spellingsIn } from '../../reflex/token-spelling.ts'
import type { ArmContext } from '../arm.ts'
import { overlap } from '../retriever/terms.ts'
import type { CodingJob } from './coding-job.ts'

const MAX_RECALLED = 3
/** Asked of the store: without a ranking of its own it gives any, and these are ranked here. */
const MAX_CONSIDERED = 50
/** Further off than both, a solution is about something else: of the words asked for, and of the store's score. */
const LEAST_OVERLAP = 0.3
const LEAST_SCORE = 0.5
const MAX_INSTRUCTION_CHARS = 2_000
const MAX_CODE_CHARS = 16_000
const MAX_PROMPT_CHARS = 8_000

/** A solution whose tests passed, as it is remembered. */
export const PastSolution = z.object({
  instruction: z.string().min(1).max(MAX_INSTRUCTION_CHARS),
  task: z.string(),
  code: z.string().min(1).max(MAX_CODE_CHARS),
  tests: z.string().max(MAX_CODE_CHARS),
  /** What was run and how it went. */
  evidence: z.array(z.string()),
})
export type PastSolution = z.infer<typeof PastSolution>

// Stores join labels with some of these.
const namespaceOf = ({ language }: CodingJob) => ['solutions', language.replaceAll(/[.:*\p{Cc}]/gu, '_')]

/** What a solution is found by. */
function instructionOf({ instructions }: CodingJob, { action }: ArmContext): string {
  return [action, instructions ?? ''].join('\n').trim().slice(0, MAX_INSTRUCTION_CHARS)
}

/**
 * The nearest past solutions in the job's language, at most three, that fit into a tenth of the tokens left. By the
 * store's score, or by common words where it gives none. Left out is what the guard would not let pass in a document,
 * and what has tokens in it: they were another task's. Throws what the store throws.
 */
export async function recall(job: CodingJob, context: ArmContext): Promise<PastSolution[]> {
  const { store, reflex, budget } = context
  const query = instructionOf(job, context)
  const items = (await store?.search(namespaceOf(job), { query, limit: MAX_CONSIDERED })) ?? []
  const ranked = items.flatMap(({ value, score }) => {
    const { data } = PastSolution.safeParse(value)
    if (!data) return []
    const common = overlap(query, data.instruction)
    const isNear = common >= LEAST_OVERLAP || (score ?? 0) >= LEAST_SCORE
    return isNear ? [{ solution: data, score: score ?? common }] : []
  })
  const nearest = ranked.sort((left, right) => right.score - left.score).map(({ solution }) => solution)
  const room = Math.min(MAX_PROMPT_CHARS, budget.maxTokens * 0.4) // four characters a token, a tenth of them
  return fitting(
    nearest.filter((solution) => isFit(textOf(solution), reflex, isExact)),
    room,
  )
}

function fitting(solutions: readonly PastSolution[], room: number): PastSolution[] {
  let left = room
  return solutions
    .filter(({ instruction, code }) => {
      const size = instruction.length + code.length
      if (size > left) return false
      left -= size
      return true
    })
    .slice(0, MAX_RECALLED)
}

/**
 * Remembers a solution whose tests passed, under a key of its instruction, so that a repeat replaces it. Not one that is
 * too large, or with personal data, tokens or an order to its reader in it. Says whether it was kept; throws what the
 * store throws.
 */
export async function remember(
  job: CodingJob,
  context: ArmContext,
  { code, tests, evidence }: Pick<PastSolution, 'code' | 'tests' | 'evidence'>,
): Promise<boolean> {
  const { store, reflex } = context
  const instruction = instructionOf(job, context)
  const solution = PastSolution.safeParse({ instruction, task: job.task, code, tests, evidence }).data
  const { contract, dependencies } = context
  const known = JSON.stringify([job, contract, dependencies])
  // Without its brackets it is a token where the task has that token, else a name like UTF_8.
  const isToken = (spelling: Spelling) => isExact(spelling) || known.includes(spelling.token)
  if (!store || !solution || !isFit(textOf(solution), reflex, isToken)) return false
  const key = createHash('sha256').update(`${job.task}\n${instruction}`).digest('hex')
  await store.put(namespaceOf(job), key, solution, ['instruction'])
  return true
}

const textOf = ({ instruction, code, tests }: PastSolution) => [instruction, code, tests].join('\n\n')

const isExact = ({ form }: Spelling) => form === 'exact'

/** Whether a text may go from task to task: a token means something in its own task alone. */
function isFit(text: string, reflex: ArmContext['reflex'], isToken: (spelling: Spelling) => boolean): boolean {
  if (text.length > MAX_SCAN_CHARS || spellingsIn(text).some(isToken)) return false
  const { blocked, piiMatches } = reflex.scan(text, { role: 'document' })
  return !blocked && piiMatches.length === 0
}
