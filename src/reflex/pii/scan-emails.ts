import type { PiiMatch } from '../reflex.ts'

const MAX_LOCAL_CHARS = 64
const MAX_DOMAIN_CHARS = 253
const LOCAL_CHAR = /[\p{L}\p{N}.!#$%&'*+/=?^_{|}~-]/u
const DOMAIN_CHAR = /[\p{L}\p{N}.-]/u
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,10}\p{L}[\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u

/**
 * E-mail addresses: from each `@` outwards, at most as far as RFC 5321 lets an address reach. A pattern that starts
 * with the local part would be quadratic on a long word.
 */
export function scanEmails(text: string): PiiMatch[] {
  const found: PiiMatch[] = []
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at)
    const end = domainEnd(text, at)
    if (isAddress(text.slice(start, at), text.slice(at + 1, end)))
      found.push({ type: 'email', start, end, confidence: 0.93 })
  }
  return found
}

function localStart(text: string, at: number): number {
  const limit = Math.max(0, at - MAX_LOCAL_CHARS)
  if (text.charAt(at - 1) === '"') return quotedStart(text, at, limit)
  let start = at
  while (start > limit && isIn(LOCAL_CHAR, text, start - 1)) start--
  while (start < at && /[.'=?/-]/.test(text.charAt(start))) start++
  return start
}

function quotedStart(text: string, at: number, limit: number): number {
  const quote = text.lastIndexOf('"', at - 2)
  return quote >= limit ? quote : at
}

function domainEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + 1 + MAX_DOMAIN_CHARS)
  let end = at + 1
  while (end < limit && isIn(DOMAIN_CHAR, text, end)) end++
  while (end > at + 1 && /[.-]/.test(text.charAt(end - 1))) end--
  return end
}

// ASCII is decided without a pattern: this is the inner loop on hostile text.
function isIn(chars: RegExp, text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  if (code >= 97 && code <= 122) return true
  return chars.test(text.charAt(index))
}

const isAddress = (local: string, domain: string) =>
  local !== '' && !local.includes('..') && domain.includes('.') && DOMAIN.test(domain)
