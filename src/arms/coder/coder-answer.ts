import { z } from 'zod'
import type { Model } from '../../model/model.ts'
import { findJson } from '../../model/parse-json.ts'
import { type CodingJob, changesCode, writesTests } from './coding-job.ts'

/** What the model found in code it analysed. Lines count from 1, both inclusive. */
export const Finding = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  start_line: z.number().int().min(1),
  end_line: z.number().int().min(1),
  message: z.string().min(1),
  suggestion: z.string().default(''),
  quote: z.string().default('').describe('The code it is about, copied from the first of its lines'),
})
export type Finding = z.infer<typeof Finding>

const SEVERITIES: Readonly<Record<string, Finding['severity']>> = {
  critical: 'error',
  high: 'error',
  error: 'error',
  medium: 'warning',
  warning: 'warning',
}

/** A finding as models write it: severities of other scales, lines as text, one line named once. */
const SaidFinding = z.object({
  severity: z.string().describe('error, warning or info'),
  start_line: z.coerce.number().int().min(1),
  end_line: z.coerce.number().int().min(1).nullish(),
  message: z.string().min(1),
  suggestion: z.string().nullish(),
  quote: z.string().nullish().describe('The first of these lines, copied'),
})

function toFinding({ severity, end_line: end, suggestion, quote, ...said }: z.infer<typeof SaidFinding>): Finding {
  return {
    ...said,
    severity: SEVERITIES[severity.toLowerCase()] ?? 'info',
    end_line: Math.max(end ?? said.start_line, said.start_line),
    suggestion: suggestion ?? '',
    quote: quote ?? '',
  }
}

/** The model's answer, whatever the task; what the task does not ask for is empty. */
export interface CoderAnswer {
  readonly code: string
  readonly tests: string
  readonly explanation: string
  /** Of the fault that was debugged. */
  readonly cause: string
  readonly findings: readonly Finding[]
  readonly warnings: readonly string[]
}

const filled = (what: string) =>
  z.string().refine((text) => unfenced(text) !== '', { message: `It was empty: give ${what} here, in full.` })
const optional = z.string().nullish()

/** What the answer to a job must hold; everything else may be left out. */
export function answerSchema(job: CodingJob) {
  const asksFindings = job.task === 'analyze'
  return z.object({
    ...(changesCode(job) ? { code: filled('the whole program') } : {}),
    ...(job.task === 'test' ? { tests: filled('the whole test file') } : {}),
    ...(writesTests(job) && job.task !== 'test' ? { tests: optional } : {}),
    ...(job.task === 'debug' ? { cause: optional } : {}),
    ...(asksFindings ? { findings: z.array(SaidFinding) } : {}),
    explanation: asksFindings || job.task === 'explain' ? filled('the explanation') : optional,
    warnings: z.array(z.string()).nullish(),
  })
}

/** A valid answer with what the task did not ask for filled in: the code it was given, no tests. */
export function toAnswer(job: CodingJob, value: z.output<ReturnType<typeof answerSchema>>): CoderAnswer {
  const { code, tests, cause, findings, explanation, warnings } = AnyAnswer.parse(value)
  return {
    code: changesCode(job) ? unfenced(code) : givenCode(job),
    tests: writesTests(job) ? unfenced(tests) : (job.tests ?? ''),
    explanation,
    // Some models put into the explanation what was asked for as the cause.
    cause: job.task === 'debug' ? cause || explanation : '',
    findings: findings.map(toFinding),
    warnings,
  }
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')

const AnyAnswer = z.object({
  code: text,
  tests: text,
  cause: text,
  explanation: text,
  findings: z.array(SaidFinding).default([]),
  warnings: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
})

// An explanation is words about code; a later step that needs the code finds it where it came from.
const givenCode = ({ task, code }: CodingJob) => (task === 'explain' ? '' : (code ?? ''))

// Models like to fence code even inside JSON.
function unfenced(text: string): string {
  return /^\s*```[^\n]*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text.replace(/^\s*\n|\s+$/g, '')
}

/**
 * A model whose fenced answers come as JSON: some models write program and tests in two fences and the rest around them,
 * whatever they are asked.
 */
export function readingFences(model: Model, job: CodingJob): Model {
  return {
    name: model.name,
    isAvailable: () => model.isAvailable(),
    async ask(question) {
      const answer = await model.ask(question)
      return { ...answer, text: fencesToJson(answer.text, job) }
    },
  }
}

const KEYS = ['code', 'tests', 'explanation', 'findings']

function fencesToJson(text: string, job: CodingJob): string {
  if (holdsAnswer(text)) return text
  const fences = [...text.matchAll(/```[^\n`]*\n([\s\S]*?)\n?```/g)].map(([, inner = '']) => inner)
  const explanation = text.replaceAll(/```[\s\S]*?```/g, '').trim()
  if (job.task === 'explain' && text.trim() !== '') return JSON.stringify({ explanation: text.trim() })
  if (fences.length === 0 || job.task === 'analyze') return text
  if (job.task === 'test') return JSON.stringify({ tests: fences[0], explanation })
  const [code, tests = ''] = fences
  return JSON.stringify({ code, tests, explanation, cause: explanation })
}

function holdsAnswer(text: string): boolean {
  try {
    const { value } = findJson(text)
    return KEYS.some((key) => key in value)
  } catch {
    return false // no JSON at all
  }
}
