import type { PiiMatch } from '../reflex.ts'
import type { Surroundings } from './candidate.ts'
import { scanShapes } from './scan-shapes.ts'

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = `(?:${OCTET}\\.){3}${OCTET}`
const VERSION_WORD = /(?:\bversion|\bv|release|section|chapter|§|build)[ :]{0,2}$/i

export const scanNetwork = scanShapes(/\d/, [
  {
    kind: 'ipv4',
    pattern: new RegExp(`(?<![\\w.-])${IPV4}(?![\\w-]|\\.\\d)`, 'g'),
    judge: (_value, { before }) => (VERSION_WORD.test(before) ? 0 : 0.88),
  },
  {
    kind: 'mac',
    pattern: /(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])/g,
    judge: judgeMac,
  },
  { kind: 'mac', pattern: /(?<![\w.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])/g, judge: judgeDottedMac },
])

const isEmptyMac = (value: string) => /^(?:0{12}|f{12})$/i.test(value.replace(/[^0-9a-f]/gi, ''))

function judgeMac(value: string): number {
  return isEmptyMac(value) ? 0 : 0.9
}

function judgeDottedMac(value: string, { before }: Surroundings): number {
  if (isEmptyMac(value)) return 0
  return /[a-f]/i.test(value) || /\bmac\b/i.test(before) ? 0.8 : 0
}

const IPV6_RUN = /(?<![\w:.])(?:[0-9A-Fa-f]{1,4}|:):[0-9A-Fa-f:.]{0,43}(?:%[\w-]{1,16})?/g
const GROUP = /^[0-9a-f]{1,4}$/i
const WHOLE_IPV4 = new RegExp(`^${IPV4}$`)
const GROUPS = 8

/** IPv6 in every form of RFC 4291: full, compressed, with an IPv4 tail, with a zone. */
export function scanIpv6(text: string): PiiMatch[] {
  if (!text.includes(':')) return []
  const found: PiiMatch[] = []
  for (const { index, 0: run } of text.matchAll(IPV6_RUN)) {
    const value = run.replace(/(?<!:):$|\.{1,3}$/, '')
    const end = index + value.length
    const goesOn = /^[\w:]/.test(text.slice(index + run.length, index + run.length + 1))
    if (!goesOn && isIpv6(value.replace(/%.*$/, ''))) found.push({ type: 'ipv6', start: index, end, confidence: 0.88 })
  }
  return found
}

function isIpv6(address: string): boolean {
  const halves = address.split('::')
  if (halves.length > 2 || address === '::') return false
  const counts = halves.map((half, at) => countGroups(half, at === halves.length - 1))
  if (counts.includes(Number.NaN)) return false
  const total = counts.reduce((sum, count) => sum + count, 0)
  return halves.length === 2 ? total < GROUPS : total === GROUPS
}

/** How many of the eight groups this side of `::` spells out, NaN when it is not well formed. */
function countGroups(half: string, mayEndInIpv4: boolean): number {
  if (half === '') return 0
  const groups = half.split(':')
  const last = groups.at(-1) ?? ''
  const tail = mayEndInIpv4 && WHOLE_IPV4.test(last) ? 1 : 0
  return groups.slice(0, groups.length - tail).every((group) => GROUP.test(group)) ? groups.length + tail : Number.NaN
}
