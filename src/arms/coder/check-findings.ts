import { type CheckResult, failed, LEVEL, passed } from './check.ts'
import type { Finding } from './coder-answer.ts'

interface CheckedFindings {
  /** Those whose quotation stands in the code, with the lines where it really stands. */
  readonly findings: readonly Finding[]
  readonly result: CheckResult
}

/** A model that quotes what is not there has not read it: such findings are left out. */
export function checkFindings(findings: readonly Finding[], code: string): CheckedFindings {
  const lines = code.split('\n').map(squeezed)
  const kept = findings.flatMap((finding) => locate(finding, lines) ?? [])
  const missing = findings.filter((finding) => !locate(finding, lines))
  if (missing.length === 0) {
    return { findings: kept, result: passed('quotes', `${kept.length} of ${kept.length} findings quote the code`) }
  }
  const objections = missing.map(
    ({ start_line: line, message }) => `The quotation of the finding for line ${line} is not in the code: ${message}`,
  )
  const detail = `${missing.length} of ${findings.length} findings quote what is not in the code; left out`
  return { findings: kept, result: failed('quotes', detail, { level: LEVEL.failing, objections }) }
}

function locate(finding: Finding, lines: readonly string[]): Finding | null {
  const [first = ''] = finding.quote.split('\n').map(squeezed).filter(Boolean)
  const { start_line: start, end_line: end } = finding
  if (first === '') return null
  const holds = (line: number) => lines[line - 1]?.includes(first) ?? false
  const height = Math.max(0, end - start)
  for (let line = start; line <= Math.min(start + height, lines.length); line += 1) {
    if (holds(line)) return { ...finding, end_line: Math.min(Math.max(end, start), lines.length) }
  }
  const places = lines.flatMap((_, index) => (holds(index + 1) ? [index + 1] : []))
  const nearest = places.sort((left, right) => Math.abs(left - start) - Math.abs(right - start))[0]
  if (nearest === undefined) return null
  return { ...finding, start_line: nearest, end_line: Math.min(nearest + height, lines.length) }
}

const squeezed = (line: string) => line.replaceAll(/\s+/g, ' ').trim()
