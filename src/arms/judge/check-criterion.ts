import { undocumented } from './docstrings.ts'
import { codeOf, type JudgedRecord, runOf, type Work, writerOf } from './evidence.ts'
import { went } from './judge-execution.ts'
import { passagesOf } from './judge-facts.ts'
import { numbersNamed, parseRange } from './range-criterion.ts'

export interface CriterionFinding {
  readonly met: boolean
  /** What was looked at, in one sentence. */
  readonly why: string
  /** The step to do again when it is not met, where it is known. */
  readonly stepId?: number | undefined
}

export interface CriterionEvidence {
  /** The records that the criterion speaks of. */
  readonly about: readonly JudgedRecord[]
  readonly work: Work
  readonly hasPii: ((text: string) => boolean) | undefined
}

type Rule = (criterion: string, evidence: CriterionEvidence) => CriterionFinding | null

/** Decides a criterion by looking, without a model; null when that cannot be done. */
export function checkCriterion(criterion: string, evidence: CriterionEvidence): CriterionFinding | null {
  for (const rule of RULES) {
    const finding = rule(criterion, evidence)
    if (finding) return finding
  }
  return null
}

const range: Rule = (criterion, { about }) => {
  const wanted = parseRange(criterion)
  const numbers = wanted ? numbersNamed(wanted.subject, about) : []
  if (!wanted || numbers.length === 0) return null
  const out = numbers.find(({ value }) => !wanted.allows(value))
  const { name, value, stepId } = out ?? numbers[0] ?? { name: '', value: 0, stepId: 0 }
  return { met: !out, why: `${name} of step ${stepId} is ${value}.`, stepId }
}

const docstrings: Rule = (criterion, { about }) => {
  const written = /\bdoc-?strings?\b|\bJSDoc\b/i.test(criterion) ? codeIn(about) : []
  if (written.length === 0) return null
  for (const { stepId, code } of written) {
    const without = undocumented(code.code, code.language)
    if (without.length > 0) return { met: false, why: `No docstring: ${without.slice(0, 5).join(', ')}.`, stepId }
  }
  return { met: true, why: 'Every function and class has one.' }
}

const testsPass: Rule = (criterion, { about, work }) => {
  if (!/\btests?\b.*\b(?:pass|succeed)|\bpass\w*\b.*\btests?\b/i.test(criterion)) return null
  return lastRun(about, work, ({ tests }) => (tests?.ran ?? 0) > 0)
}

const testsWritten: Rule = (criterion, { about, work }) => {
  if (!/\bunit[- ]tests?\b|\b(?:add|includes?|including|writes?|with|has|have)\b.*\btests?\b/i.test(criterion))
    return null
  const written = codeIn(about)
  const [first] = written
  if (!first) return null
  const tested = written.find(({ code }) => code.tests?.trim())
  if (!tested) return { met: false, why: `Step ${first.stepId} wrote no tests.`, stepId: first.stepId }
  const ran = work.records
    .map((record) => runOf(record)?.tests?.ran ?? 0)
    .reduce((most, count) => Math.max(most, count), 0)
  if (ran > 0) return { met: true, why: `${ran} tests were run.` }
  return { met: false, why: 'There are tests, but none was run.', stepId: tested.stepId }
}

const runsCleanly: Rule = (criterion, { about, work }) =>
  /\b(?:runs?|executes?|works?)\b.*\b(?:without|no)\b.*\b(?:errors?|exceptions?|failures?|crash)/i.test(criterion)
    ? lastRun(about, work, () => true)
    : null

const cites: Rule = (criterion, { about }) => {
  const searched = about.filter((record) => passagesOf(record).length > 0)
  if (searched.length === 0 || !/\bcit(?:e|es|ed|ing|ations?)\b/i.test(criterion)) return null
  const without = searched.find(({ citations }) => citations.length === 0)
  if (!without) return { met: true, why: 'The answer cites the passages it rests on.' }
  return { met: false, why: `Step ${without.stepId} cites nothing.`, stepId: without.stepId }
}

const noPii: Rule = (criterion, { about, hasPii }) => {
  if (
    !hasPii ||
    !/\b(?:no|without|free of)\b.*\b(?:PII|personal(?:ly)? (?:data|info\w*|identifiable))/i.test(criterion)
  )
    return null
  const found = about.find(({ output }) => pieces(JSON.stringify(output)).some(hasPii))
  if (!found) return { met: true, why: 'None was found in any output.' }
  return { met: false, why: `The output of step ${found.stepId} holds personal data.`, stepId: found.stepId }
}

// "Tests pass" before "has tests": the first asks for more.
const RULES: readonly Rule[] = [range, docstrings, testsPass, testsWritten, runsCleanly, cites, noPii]

function codeIn(records: readonly JudgedRecord[]) {
  return records.flatMap((record) => {
    const code = codeOf(record)
    return code ? [{ stepId: record.stepId, code }] : []
  })
}

/** How the last run went of the code that the criterion speaks of; null when none was run. */
function lastRun(
  about: readonly JudgedRecord[],
  work: Work,
  counts: (run: NonNullable<ReturnType<typeof runOf>>) => boolean,
): CriterionFinding | null {
  const ids = new Set(about.map(({ stepId }) => stepId))
  const runs = work.records.flatMap((record) => {
    const run = runOf(record)
    const writer = writerOf(record.stepId, work)
    return run && counts(run) && (ids.has(record.stepId) || ids.has(writer)) ? [{ run, writer }] : []
  })
  const last = runs.at(-1)
  if (!last) return null
  const tests = last.run.tests
    ? ` (${last.run.tests.ran - last.run.tests.failed} of ${last.run.tests.ran} tests passed)`
    : ''
  return went(last.run)
    ? { met: true, why: `It was run and succeeded${tests}.` }
    : { met: false, why: `It was run and failed${tests}.`, stepId: last.writer }
}

// Scanners have a limit; the pieces overlap so that nothing is cut in two unseen.
const PIECE = 50_000
const OVERLAP = 500

function pieces(text: string): string[] {
  const count = Math.max(1, Math.ceil((text.length - OVERLAP) / (PIECE - OVERLAP)))
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * (PIECE - OVERLAP), index * (PIECE - OVERLAP) + PIECE),
  )
}
