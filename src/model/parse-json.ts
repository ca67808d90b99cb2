import { jsonrepair } from 'jsonrepair'
import { Fault } from '../contracts/fault.ts'

/** JSON found in an answer. `isCutOff`: its brackets were not all closed, so its last element may be incomplete. */
export interface FoundJson {
  readonly value: object
  readonly isCutOff: boolean
}

/**
 * The JSON object or array in a model's answer: as it is, in a fence, amid prose, or repaired (trailing commas, single
 * quotes, comments, Python constants, cut off) unless it is longer than 100,000 characters. Throws `Fault('MODEL_ANSWER_INVALID')` when there is none.
 */
export function parseJsonAnswer(text: string): unknown {
  return findJson(text).value
}

/** Like `parseJsonAnswer`, and says whether the answer was cut off. */
export function findJson(text: string): FoundJson {
  // Reasoning models think aloud first, and what they consider there may be JSON too.
  const answer = text.replace(/<think>[\s\S]*?<\/think>/g, '').trim()
  const found = readFirst(findCandidates(answer))
  if (found) return found
  const what = answer === '' ? 'is empty' : 'holds no JSON object'
  throw new Fault('MODEL_ANSWER_INVALID', `The model's answer ${what}. Answer with one JSON object and nothing else.`)
}

interface Candidate {
  readonly json: string
  readonly isCutOff: boolean
}

// The time to mend grows with the square of the length; what limits answers keeps them far below.
const MAX_REPAIRED_CHARS = 100_000

function readFirst(candidates: readonly Candidate[]): FoundJson | undefined {
  for (const { json, isCutOff } of candidates) {
    const value = unwrap(attempt(() => JSON.parse(json)) ?? repaired(json))
    if (isContainer(value)) return { value, isCutOff }
  }
  return undefined
}

function repaired(json: string): unknown {
  return json.length > MAX_REPAIRED_CHARS ? undefined : attempt(() => JSON.parse(jsonrepair(json)))
}

// Some models put the JSON they were asked for into a JSON string.
function unwrap(value: unknown): unknown {
  return typeof value === 'string' ? attempt(() => JSON.parse(value)) : value
}

function attempt(parse: () => unknown): unknown {
  try {
    return parse()
  } catch {
    return undefined // not JSON: the next candidate may be
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** The whole answer when it is a JSON string, then every bracketed stretch, the longest first. */
function findCandidates(answer: string): Candidate[] {
  const stretches: Candidate[] = []
  for (let at = nextBracket(answer, 0); at !== -1; ) {
    const end = endOfBracket(answer, at)
    stretches.push({ json: answer.slice(at, end ?? undefined).replace(/\n?```\s*$/, ''), isCutOff: end === null })
    at = end === null ? -1 : nextBracket(answer, end)
  }
  stretches.sort((left, right) => right.json.length - left.json.length)
  return answer.startsWith('"') ? [{ json: answer, isCutOff: false }, ...stretches] : stretches
}

function nextBracket(text: string, from: number): number {
  const at = text.slice(from).search(/[{[]/)
  return at === -1 ? -1 : from + at
}

/** One past the bracket that closes the one at `start`, or null. Brackets within strings do not count. */
function endOfBracket(text: string, start: number): number | null {
  let depth = 0
  const tokens = /"(?:[^"\\]|\\.)*"?|[{}[\]]/gs
  tokens.lastIndex = start
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const [word] = token
    if (word === '{' || word === '[') depth += 1
    if (word === '}' || word === ']') depth -= 1
    if (depth === 0) return tokens.lastIndex
  }
  return null
}
