import type { Reflex } from '../../reflex/reflex.ts'
import { scanJson } from '../../reflex/scan-json.ts'
import { CONTENT_RULES, type ContentRule, sinkAt } from './content-rules.ts'

/** A rule of the deployment. The pattern should be bounded, or a hostile text can make it slow. */
export interface PolicyRule {
  readonly id: string
  readonly pattern: RegExp
  readonly severity: OutputIssue['severity']
  /** Put in the place of every match; without it the text stays as it is. */
  readonly replacement?: string
}

/** What was found and where, never the value itself. `path` is a JSON pointer. An error makes the output unsafe. */
export interface OutputIssue {
  readonly stage: 'pii' | 'secrets' | 'content' | 'policy'
  readonly rule: string
  readonly severity: 'warning' | 'error'
  readonly path: string
}

export interface OutputCheck {
  /** No issue is an error: `sanitized` may be handed out. */
  readonly safe: boolean
  readonly issues: readonly OutputIssue[]
  /** A copy in which personal data and secrets are redacted, by the reflex's policy, and policy rules have replaced theirs. */
  readonly sanitized: unknown
}

interface OutputGuard {
  readonly reflex: Reflex
  readonly rules?: readonly PolicyRule[]
}

/**
 * Looks through everything that is about to leave: personal data, secrets, content (SQL injection, XSS, path traversal),
 * the deployment's own rules; each stage sees what the one before it left. What is redacted is a warning, and so is an
 * attack quoted in a text or in code; an error is what the reflex's policy blocks, and an attack where it would be carried
 * out: in a field named for SQL, HTML, a URL or a path. No model is asked.
 */
export function checkOutput(value: unknown, { reflex, rules = [] }: OutputGuard): OutputCheck {
  const scanned = scanJson(reflex, value, { role: 'tool_output', checkInjection: false })
  const severity = scanned.blocked ? 'error' : 'warning'
  const personal = scanned.piiMatches.map(
    ({ type, path }): OutputIssue => ({ stage: stageOf(type), rule: type, severity, path }),
  )
  const content: OutputIssue[] = []
  const sanitized = mapStrings(scanned.value, '', (text, path) => {
    content.push(...contentIssues(text, path))
    const policed = applyPolicy(rules, text, path)
    content.push(...policed.issues)
    return policed.text
  })
  const issues = withoutRepeats([...personal, ...content])
  return { safe: issues.every((issue) => issue.severity !== 'error'), issues, sanitized }
}

/** Whether a kind of the reflex is a secret, or personal data. */
export const stageOf = (kind: string) => (kind.startsWith('secret_') || kind === 'url_credentials' ? 'secrets' : 'pii')

/** Stage "content": attacks on whatever shows or runs the text. `path` says where the text ends up. */
export const contentIssues = (text: string, path: string): OutputIssue[] =>
  CONTENT_RULES.flatMap((rule) => findContent(rule, text, path))

function findContent({ id, inText, inSink }: ContentRule, text: string, path: string): OutputIssue[] {
  const sink = sinkAt(path)
  const inPlace = sink === null ? undefined : inSink[sink]
  const finding = { stage: 'content', rule: id, path } as const
  if (inPlace?.test(text)) return [{ ...finding, severity: 'error' }]
  return inText.test(text) ? [{ ...finding, severity: 'warning' }] : []
}

/** Stage "policy": the deployment's own rules, each on what the one before it left. */
export function applyPolicy(
  rules: readonly PolicyRule[],
  text: string,
  path: string,
): { readonly text: string; readonly issues: readonly OutputIssue[] } {
  const issues: OutputIssue[] = []
  let current = text
  for (const { id, severity, pattern, replacement } of rules) {
    // `search` looks from the start, whatever a sticky or global pattern remembers.
    if (current.search(pattern) === -1) continue
    issues.push({ stage: 'policy', rule: id, severity, path })
    const everywhere = new RegExp(pattern.source, [...new Set([...pattern.flags, 'g'])].join(''))
    if (replacement !== undefined) current = current.replace(everywhere, () => replacement)
  }
  return { text: current, issues }
}

function mapStrings(value: unknown, path: string, map: (text: string, path: string) => string): unknown {
  if (typeof value === 'string') return map(value, path)
  if (Array.isArray(value)) return value.map((item, index) => mapStrings(item, `${path}/${index}`, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const segment = key.replaceAll('~', '~0').replaceAll('/', '~1')
      return [key, mapStrings(item, `${path}/${segment}`, map)]
    }),
  )
}

function withoutRepeats(issues: readonly OutputIssue[]): OutputIssue[] {
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()]
}
