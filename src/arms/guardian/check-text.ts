import type { CheckRequest, CheckResponse, RiskLevel } from '../../contracts/check.ts'
import type { PiiMatch, Reflex } from '../../reflex/reflex.ts'
import { applyPolicy, contentIssues, type OutputIssue, type PolicyRule, stageOf } from './check-output.ts'

type Issue = CheckResponse['issues'][number]
export type TextCheck = Omit<CheckResponse, 'requestId'>

interface TextGuard {
  readonly reflex: Reflex
  readonly rules?: readonly PolicyRule[]
}

/**
 * The guardian on one text, stage by stage, each on what the one before it left. Secrets are critical, personal data and
 * content that would be carried out where it ends up are high, quoted attacks medium. What was redacted no longer counts
 * for the risk that is left; by default nothing above medium may be left.
 */
export function checkText(request: CheckRequest, { reflex, rules = [] }: TextGuard): TextCheck {
  const wanted = new Set(request.checkTypes)
  const checks = (stage: Issue['type']) => wanted.has('all') || wanted.has(stage)
  const { piiMatches, blocked } = reflex.scan(request.text, { role: 'tool_output', checkInjection: false })
  const personal = piiMatches.filter(({ type }) => checks(stageOf(type)))
  const redacted = request.redactPii ? reflex.redact(request.text, personal) : request.text
  const content = checks('content') ? contentIssues(redacted, `/${request.context}`) : []
  const policed = checks('policy') ? applyPolicy(rules, redacted, '') : { text: redacted, issues: [] }
  const replacing = new Set(rules.filter(({ replacement }) => replacement !== undefined).map(({ id }) => id))
  const issues = [
    ...personal.map((match) => toPersonalIssue(match, request.redactPii)),
    ...[...content, ...policed.issues].map((issue) => toIssue(issue, replacing.has(issue.rule))),
  ]
  const riskLevel = gravest(issues.filter((issue) => !issue.redacted))
  const isForbidden = policed.issues.some(({ severity }) => severity === 'error') || (blocked && personal.length > 0)
  const isRisky = request.blockOnHighRisk && RISKS.indexOf(riskLevel) >= RISKS.indexOf('high')
  return { safe: !isForbidden && !isRisky, riskLevel, issues, sanitizedText: policed.text }
}

const RISKS: readonly RiskLevel[] = ['none', 'low', 'medium', 'high', 'critical']

const gravest = (issues: readonly Issue[]): RiskLevel =>
  RISKS[Math.max(0, ...issues.map(({ riskLevel }) => RISKS.indexOf(riskLevel)))] ?? 'none'

function toPersonalIssue({ type, start, end }: PiiMatch, redacted: boolean): Issue {
  const stage = stageOf(type)
  const what = stage === 'secrets' ? 'A secret' : 'Personal data'
  return {
    type: stage,
    rule: type,
    riskLevel: stage === 'secrets' ? 'critical' : 'high',
    message: `${what} of the kind "${type}".`,
    redacted,
    position: { start, end },
  }
}

function toIssue({ stage, rule, severity }: OutputIssue, redacted: boolean): Issue {
  const isError = severity === 'error'
  const message =
    stage === 'policy'
      ? `The rule "${rule}" of this deployment.`
      : `${isError ? 'An attack that would be carried out here' : 'Text that looks like an attack'}: ${rule}.`
  return { type: stage, rule, riskLevel: isError ? 'high' : 'medium', message, redacted, position: null }
}
