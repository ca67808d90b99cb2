import { isAbaRouting } from '../checksums/aba-routing.ts'
import { hasIbanChecksum, ibanLength } from '../checksums/iban.ts'
import { hasLuhnChecksum } from '../checksums/luhn.ts'
import type { PiiMatch } from '../reflex.ts'
import type { Surroundings } from './candidate.ts'
import { digitsOf, scanShapes } from './scan-shapes.ts'

// First digits and lengths of the issuers, from ISO/IEC 7812 as published by the schemes.
const ISSUERS: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{10,}$/,
  /^3[47]\d{13}$/,
  /^(?:6011|64[4-9]|65|62|81)\d{12,17}$/,
  /^35(?:2[89]|[3-8]\d)\d{12,15}$/,
  /^(?:30[0-5]|309|36|38|39)\d{11,16}$/,
  /^(?:50|5[6-8]|6[0378]|69)\d{10,17}$/,
  /^220[0-4]\d{12,15}$/,
]
const GROUPED = /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}$|^\d{4}([ -])\d{6}\2\d{4,5}$|^\d{4}([ -])(?:\d{4}\3){3}\d{1,3}$/
const CARD_WORD = /card|visa|master|amex|credit|debit|payment|\bcc\b|karte|carte|tarjeta/i
const ACCOUNT_WORD = /(?:account|acct|a\/c|konto|cuenta|compte|bban)[^\n]{0,24}$/i
const ROUTING_WORD = /(?:routing|\baba\b|\brtn\b|transit)[^\n]{0,24}$/i

export const scanPayment = scanShapes(/\d/, [
  { kind: 'credit_card', pattern: /(?<![\w.-])\d(?:[ -]?\d){11,18}(?![\w-])/g, judge: judgeCard },
  { kind: 'routing_number', pattern: /(?<![\w.-])(?:\d{9}|\d{4}-\d{4}-\d)(?![\w-])/g, judge: judgeRouting },
  {
    kind: 'bank_account',
    pattern: /(?<![\w.-])\d(?:[ -]?\d){5,17}(?![\w-])/g,
    judge: (_value, { before }) => (ACCOUNT_WORD.test(before) ? 0.7 : 0),
  },
])

function judgeCard(value: string, { before, after }: Surroundings): number {
  const digits = digitsOf(value)
  if (!hasLuhnChecksum(digits) || !ISSUERS.some((issuer) => issuer.test(digits))) return 0
  if (CARD_WORD.test(before) || CARD_WORD.test(after)) return 0.98
  if (digits !== value) return GROUPED.test(value) ? 0.96 : 0
  // A bare run of 12 to 14 digits that happens to fit is more often a time stamp or an order number.
  return digits.length >= 15 ? 0.92 : 0.5
}

function judgeRouting(value: string, { before }: Surroundings): number {
  if (!isAbaRouting(digitsOf(value))) return 0
  if (ROUTING_WORD.test(before)) return 0.95
  return value.includes('-') ? 0.75 : 0.45
}

const IBAN_START = /(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}(?=(?:[ -]?[A-Za-z0-9]){11,30})/gu

/** IBANs of the countries that have them, printed in groups or not. */
export function scanIbans(text: string): PiiMatch[] {
  const found: PiiMatch[] = []
  for (const { index, 0: head } of text.matchAll(IBAN_START)) {
    const length = ibanLength(head.slice(0, 2).toUpperCase())
    if (length === undefined) continue
    const printed = takeCharacters(text, index, length)
    const goesOn = /^[\p{L}\p{N}]/u.test(text.slice(index + printed.length))
    if (!goesOn && isGroupedLikeAnIban(printed) && hasIbanChecksum(plain(printed))) {
      found.push({ type: 'iban', start: index, end: index + printed.length, confidence: 0.97 })
    }
  }
  return found
}

// Hyphens stand after every fourth character or not at all: a uuid has others, and one in two thousand has the checksum.
function isGroupedLikeAnIban(printed: string): boolean {
  const groups = printed.split('-')
  return (
    groups.length === 1 ||
    groups.every((group, at) => group.length === 4 || (at === groups.length - 1 && group.length < 4))
  )
}

const plain = (printed: string) => printed.replace(/[ -]/g, '').toUpperCase()

/** The shortest text from `start` with that many letters and digits, where single spaces or hyphens may stand between. */
function takeCharacters(text: string, start: number, wanted: number): string {
  let end = start
  for (let taken = 0; taken < wanted && end < text.length; end++) {
    if (/[A-Za-z0-9]/.test(text.charAt(end))) taken++
    else if (!/[ -]/.test(text.charAt(end))) break
  }
  return text.slice(start, end)
}
