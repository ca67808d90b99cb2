import { ACTION_RULES } from './action-rules.ts'
import { EXTRACTION_RULES } from './extraction-rules.ts'
import { JAILBREAK_RULES } from './jailbreak-rules.ts'
import { MULTILINGUAL_RULES } from './multilingual-rules.ts'
import { OVERRIDE_RULES } from './override-rules.ts'
import type { InjectionRule } from './rule.ts'

export const INJECTION_RULES: readonly InjectionRule[] = [
  ...OVERRIDE_RULES,
  ...JAILBREAK_RULES,
  ...EXTRACTION_RULES,
  ...ACTION_RULES,
  ...MULTILINGUAL_RULES,
]

export interface RuleHit {
  readonly rule: InjectionRule
  readonly start: number
  readonly end: number
}

/** Every place in a folded text where a rule holds. */
export function findHits(text: string): RuleHit[] {
  return [...hitsAtWords(text), ...hitsAtLiterals(text)]
}

const RULES_BY_WORD = byAnchor('words')
const RULES_BY_LITERAL = byAnchor('literals')
const MAX_WORD_CHARS = 24

function byAnchor(kind: InjectionRule['anchorsAre']): ReadonlyMap<string, readonly InjectionRule[]> {
  const rules = new Map<string, InjectionRule[]>()
  for (const rule of INJECTION_RULES.filter(({ anchorsAre }) => anchorsAre === kind)) {
    for (const anchor of rule.anchors) rules.set(anchor, [...(rules.get(anchor) ?? []), rule])
  }
  return rules
}

function hitsAtWords(text: string): RuleHit[] {
  const hits: RuleHit[] = []
  for (let start = 0; start < text.length; start++) {
    if (!isLetter(text.charCodeAt(start))) continue
    const end = wordEnd(text, start)
    if (end - start <= MAX_WORD_CHARS) tryRules(RULES_BY_WORD.get(text.slice(start, end)), text, start, hits)
    start = end
  }
  return hits
}

function hitsAtLiterals(text: string): RuleHit[] {
  const hits: RuleHit[] = []
  for (const [literal, rules] of RULES_BY_LITERAL) {
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
      tryRules(rules, text, at, hits)
    }
  }
  return hits
}

function tryRules(rules: readonly InjectionRule[] | undefined, text: string, at: number, hits: RuleHit[]): void {
  for (const rule of rules ?? []) {
    rule.pattern.lastIndex = at
    const match = rule.pattern.exec(text)
    if (match) hits.push({ rule, start: at, end: at + match[0].length })
  }
}

function wordEnd(text: string, start: number): number {
  let end = start + 1
  while (isLetter(text.charCodeAt(end)) || (isApostrophe(text, end) && isLetter(text.charCodeAt(end + 1)))) end++
  return end
}

// Views have no capitals and no accents; other scripts are found by literals.
const isLetter = (code: number) => code >= 97 && code <= 122
const isApostrophe = (text: string, at: number) => text.charCodeAt(at) === 39
