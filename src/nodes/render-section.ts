import { z } from 'zod'
import type { Artifact, Citation, StepRecord } from '../contracts/step.ts'

/** A part of the answer: what one step came to, with the code that it ran. */
export interface Section {
  readonly title: string
  /** The steps whose work it shows. */
  readonly stepIds: readonly number[]
  /** Markdown. */
  readonly body: string
  readonly citations: readonly Citation[]
  readonly artifacts: readonly Artifact[]
}

/** `sources` are the finished steps that this one builds on. */
export function toSection(record: StepRecord, sources: readonly StepRecord[]): Section {
  const { stepId, action, citations, output } = record
  const run = Run.safeParse(output).data
  const writer = run && sources.findLast((source) => codeOf(source))
  const code = codeOf(writer ?? record)
  const parts = [...(run ? yielded(run) : []), ...(code ? written(code) : []), ...(run ? [howItWent(run)] : [])]
  return {
    title: action,
    stepIds: writer ? [stepId, writer.stepId] : [stepId],
    body: parts.length > 0 ? parts.join('\n\n') : plainly(output),
    citations,
    artifacts: code ? files(code) : [],
  }
}

export function renderSection({ body, citations }: Section): string {
  if (citations.length === 0) return body
  const list = citations.map(({ marker, source, startLine, endLine }) => {
    const lines = startLine === endLine ? `line ${startLine}` : `lines ${startLine}–${endLine}`
    return `- [${marker}] ${source}, ${lines}`
  })
  return `${body}\n\nSources:\n${list.join('\n')}`
}

/** Every section counts its citations from 1; together they have to go on counting. */
export function numberCitations(sections: readonly Section[]): Section[] {
  let used = 0
  return sections.map((section) => {
    const shift = used
    used += Math.max(0, ...section.citations.map(({ marker }) => marker))
    if (shift === 0 || section.citations.length === 0) return section
    return {
      ...section,
      body: section.body.replaceAll(/(?<!\w)\[(\d+)\]/g, (_, marker) => `[${Number(marker) + shift}]`),
      citations: section.citations.map((citation) => ({ ...citation, marker: citation.marker + shift })),
    }
  })
}

const Finding = z.object({
  severity: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  message: z.string(),
  suggestion: z.string().default(''),
})

const Code = z.object({
  code: z.string().min(1),
  tests: z.string().nullish(),
  language: z.string().default('python'),
  explanation: z.string().nullish(),
  findings: z.array(Finding).nullish().catch(null),
})
type Code = z.infer<typeof Code>

const Run = z.object({
  success: z.boolean(),
  exit_code: z.number().nullable(),
  stdout: z.string().default(''),
  result: z.unknown(),
  tests: z.object({ ran: z.number(), failed: z.number() }).nullish(),
})
type Run = z.infer<typeof Run>

const codeOf = ({ output }: StepRecord) => Code.safeParse(output).data

/** What a program worked out, or else printed; what tests print is of no interest. */
function yielded({ result, stdout, tests }: Run): string[] {
  if (result != null) return [shown(result)]
  return tests || stdout.trim() === '' ? [] : [fenced('', stdout)]
}

const written = ({ language, code, explanation, findings }: Code) => [
  fenced(language, code),
  ...(explanation ? [explanation] : []),
  ...(findings?.length ? [findings.map(listed).join('\n')] : []),
]

function listed({ severity, start_line: from, end_line: to, message, suggestion }: z.infer<typeof Finding>): string {
  const lines = from === to ? `line ${from}` : `lines ${from}–${to}`
  return `- ${severity}, ${lines}: ${message} ${suggestion}`.trimEnd()
}

function howItWent({ success, exit_code: exitCode, tests }: Run): string {
  if (!tests) return success ? 'It was run and ended well.' : `It was run and failed (exit code ${exitCode}).`
  const passed = tests.ran - tests.failed
  return tests.failed > 0 || !success
    ? `It was tested: only ${passed} of ${tests.ran} tests passed.`
    : `It was tested: ${passed} of ${tests.ran} tests passed.`
}

function plainly(output: Readonly<Record<string, unknown>>): string {
  const said = ['answer', 'summary', 'text', 'explanation', 'result']
    .map((name) => output[name])
    .find((item) => item != null)
  return shown(said ?? output)
}

const shown = (item: unknown) =>
  typeof item === 'object' ? fenced('json', JSON.stringify(item, null, 2)) : String(item)

/** The fence is longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`
}

const FILES: Readonly<Record<string, { code: string; tests: string; mediaType: string }>> = {
  python: { code: 'solution.py', tests: 'test_solution.py', mediaType: 'text/x-python' },
  javascript: { code: 'solution.js', tests: 'solution.test.js', mediaType: 'text/javascript' },
  typescript: { code: 'solution.ts', tests: 'solution.test.ts', mediaType: 'text/x-typescript' },
  go: { code: 'solution.go', tests: 'solution_test.go', mediaType: 'text/x-go' },
  rust: { code: 'lib.rs', tests: 'solution.rs', mediaType: 'text/x-rust' },
  java: { code: 'Solution.java', tests: 'SolutionTest.java', mediaType: 'text/x-java' },
}

function files({ language, code, tests }: Code): Artifact[] {
  const named = FILES[language.toLowerCase()] ?? { code: 'solution.txt', tests: 'tests.txt', mediaType: 'text/plain' }
  return [
    { name: named.code, mediaType: named.mediaType, content: code },
    ...(tests ? [{ name: named.tests, mediaType: named.mediaType, content: tests }] : []),
  ]
}
