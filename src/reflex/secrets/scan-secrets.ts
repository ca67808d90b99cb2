import type { PiiMatch } from '../reflex.ts'
import { entropyOf } from './entropy.ts'
import { SECRET_RULES, type SecretRule } from './secret-rules.ts'

const CERTAIN = 0.97
const ASSIGNED = 0.8

// A key that documentation shows instead of a real one.
const FILLER = /EXAMPLE|[xX]{6,}|0{12,}|\*{4}|\.{3}|<[a-z_ -]{3,}>/
const PASSWORD_NAME = 'pass(?:word|wd|phrase|code)?|pwd|passwort|contraseña'
const NAME = `(?:${PASSWORD_NAME}|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|credentials?|private[_-]?key|client[_-]?secret)`
/** A name that promises a secret, an assignment, a value in quotes or without spaces. */
const ASSIGNMENT = new RegExp(
  `${NAME}(?:[_.-][\\w.-]{0,24})?["'\`]?\\s{0,3}(?:=>|:=|={1,3}|:|\\bis\\b)\\s{0,3}` +
    '(?:"([^"\\n]{4,400})"|\'([^\'\\n]{4,400})\'|`([^`\\n]{4,400})`|([^\\s"\'`,;<>()[\\]{}]{6,400}))',
  'gi',
)
const BEARER = /(?<![A-Za-z])(?:Bearer|Basic) {1,2}([A-Za-z0-9_\-.=+/]{16,2000})/g
const MENTIONS_NAME = /pass|pwd|secret|token|key|credential|contraseña|bearer|basic/i
const IS_PASSWORD = new RegExp(`^(?:${PASSWORD_NAME})(?![a-z])`, 'i')
const PLACEHOLDER =
  /^(?:\$|%|\{\{|<|\*|your|my[_-]|change|example|placeholder|dummy|fake|none|null|undefined|true|false|string|process\.|os\.|env|config|self\.|this\.|new |await |get|function|required|optional|invalid|missing)/i

/** Credentials: those their issuer made recognisable, and random values assigned to a telling name. */
export function scanSecrets(text: string): PiiMatch[] {
  const issued = SECRET_RULES.flatMap((rule) => (text.includes(rule.literal) ? applyRule(rule, text) : []))
  return MENTIONS_NAME.test(text) ? [...issued, ...scanAssignments(text), ...scanBearers(text)] : issued
}

function applyRule({ kind, pattern }: SecretRule, text: string): PiiMatch[] {
  return [...text.matchAll(pattern)]
    .filter(([value]) => !isFiller(value))
    .map(({ index, 0: value }) => ({ type: kind, start: index, end: index + value.length, confidence: CERTAIN }))
}

const isFiller = (value: string) => FILLER.test(value) || (value.length < 70 && entropyOf(value) < 2.4)

function scanAssignments(text: string): PiiMatch[] {
  const found: PiiMatch[] = []
  for (const match of text.matchAll(ASSIGNMENT)) {
    const quoted = match[1] ?? match[2] ?? match[3]
    const value = quoted ?? match[4] ?? ''
    const isSecret = looksRandom(value) || (IS_PASSWORD.test(match[0]) && isPassword(value, quoted !== undefined))
    if (!isSecret || PLACEHOLDER.test(value) || FILLER.test(value)) continue
    const start = match.index + match[0].lastIndexOf(value)
    found.push({ type: 'secret_generic', start, end: start + value.length, confidence: ASSIGNED })
  }
  return found
}

function scanBearers(text: string): PiiMatch[] {
  return [...text.matchAll(BEARER)]
    .filter(([, value = '']) => looksRandom(value) && !FILLER.test(value))
    .map(({ index, 0: whole, 1: value = '' }) => {
      const end = index + whole.length
      return { type: 'secret_generic', start: end - value.length, end, confidence: ASSIGNED }
    })
}

const classesOf = (value: string) =>
  [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((chars) => chars.test(value)).length

function looksRandom(value: string): boolean {
  if (/\s/.test(value)) return false
  if (value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value)) return entropyOf(value) >= 3
  // Dotted or snake-cased identifiers have capitals and marks as well.
  return value.length >= 8 && classesOf(value) >= 3 && entropyOf(value) >= 2.5 && !/^[A-Za-z]+[._/][A-Za-z]/.test(value)
}

/** What people choose themselves: shorter and less random, so that only a clear assignment counts. */
function isPassword(value: string, isQuoted: boolean): boolean {
  if (value.length < 6 || /\s/.test(value)) return false
  return isQuoted ? /[^a-z_.-]/i.test(value) : /[a-z]/i.test(value) && /\d/.test(value)
}
