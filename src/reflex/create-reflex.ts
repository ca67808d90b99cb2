import { createHash } from 'node:crypto'
import { INJECTION_RULES } from './injection/rule-index.ts'
import { scanInjection, worstByCategory } from './injection/scan-injection.ts'
import { createPiiScanner } from './pii/scan-pii.ts'
import { redact } from './redact.ts'
import {
  type InjectionMatch,
  MAX_SCAN_CHARS,
  type PiiMatch,
  type Reflex,
  type ReflexPolicy,
  type ScanOptions,
  type Severity,
} from './reflex.ts'
import { SECRET_RULES } from './secrets/secret-rules.ts'
import { createTokenBook } from './token-book.ts'

const DEFAULT_POLICY: ReflexPolicy = { pii: 'redact', redaction: 'token', piiSet: 'standard', blockAt: 0.85 }

// Raise it when a scanner changes that is not a table of rules.
const SCANNERS_VERSION = 2

/** A guard with this policy. Throws a TypeError when the policy cannot be kept. */
export function createReflex(policy: Partial<ReflexPolicy> = {}): Reflex {
  const rules = { ...DEFAULT_POLICY, ...policy }
  checkPolicy(rules)
  const scanPii = createPiiScanner(rules)
  return {
    version: versionOf(rules),
    scan(text, options = {}) {
      checkLength(text)
      const piiMatches = options.checkPii === false ? [] : scanPii(text)
      const injectionMatches =
        options.checkInjection === false ? [] : scanInjection(text, options.role ?? 'instruction')
      const riskScore = riskOf(injectionMatches)
      const reason = reasonOf(rules, piiMatches, injectionMatches, riskScore)
      const sanitizedText = rules.pii === 'allow' ? text : redact(text, piiMatches, redactionParts(rules, options))
      return { blocked: reason !== null, reason, piiMatches, injectionMatches, riskScore, sanitizedText }
    },
    redact: (text, matches) => (rules.pii === 'allow' ? text : redact(text, matches, redactionParts(rules, {}))),
  }
}

function checkPolicy({ redaction, hashKey, blockAt }: ReflexPolicy): void {
  if (redaction === 'hash' && !hashKey) {
    throw new TypeError('Redaction "hash" needs a hashKey: without one anybody could try values until a hash fits.')
  }
  if (!(blockAt > 0 && blockAt <= 1)) {
    throw new TypeError(`blockAt must be above 0 and at most 1, this one is ${blockAt}.`)
  }
}

function checkLength(text: string): void {
  if (text.length <= MAX_SCAN_CHARS) return
  throw new RangeError(
    `A text of ${text.length} characters cannot be scanned at once: give at most ${MAX_SCAN_CHARS}, or use scanJson, which takes it in parts.`,
  )
}

function redactionParts({ redaction, hashKey = '' }: ReflexPolicy, { tokens = createTokenBook() }: ScanOptions) {
  return { redaction, hashKey, tokens }
}

const WEIGHT: Record<Severity, number> = { low: 0.08, medium: 0.35, high: 0.6, critical: 0.95 }

/** Independent signs add up: one less the product of what each leaves open. A category counts once. */
function riskOf(matches: readonly InjectionMatch[]): number {
  let doubt = 1
  for (const { severity, confidence } of worstByCategory(matches).values()) doubt *= 1 - WEIGHT[severity] * confidence
  return Math.round((1 - doubt) * 1000) / 1000
}

function reasonOf(
  { pii, blockAt }: ReflexPolicy,
  piiMatches: readonly PiiMatch[],
  injectionMatches: readonly InjectionMatch[],
  riskScore: number,
): string | null {
  if (riskScore >= blockAt) {
    const found = [...worstByCategory(injectionMatches).values()].filter(({ severity }) => severity !== 'low')
    return `prompt injection: ${found.map(({ category, severity }) => `${category} (${severity})`).join(', ')}`
  }
  if (pii === 'block' && piiMatches.length > 0) {
    return `personal data: ${[...new Set(piiMatches.map(({ type }) => type))].join(', ')}`
  }
  return null
}

function versionOf({ hashKey, customKinds = [], ...policy }: ReflexPolicy): string {
  const rules = [
    SCANNERS_VERSION,
    policy,
    INJECTION_RULES.map(({ id, category, severity, inData, pattern }) => [
      id,
      category,
      severity,
      inData,
      pattern.source,
    ]),
    SECRET_RULES.map(({ kind, pattern }) => [kind, pattern.source]),
    customKinds.map(({ name, pattern, validate }) => [name, String(pattern), String(validate)]),
  ]
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 16)
}
