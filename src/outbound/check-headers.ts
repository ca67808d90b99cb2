import { OutboundRefused } from './outbound.ts'

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/
const MAX_HEADERS = 50
// What frames the message or names its receiver is not the caller's to say.
const OWN = new Set(
  'host content-length transfer-encoding connection upgrade keep-alive te trailer expect accept-encoding'.split(' '),
)
const SECRET = new Set(['authorization', 'cookie'])

/** The headers with lower-case names. Throws `OutboundRefused` on one that could end its line, or that is not the caller's. */
export function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  if (entries.length > MAX_HEADERS) throw new OutboundRefused(`At most ${MAX_HEADERS} headers can be sent.`)
  for (const [name, value] of entries) {
    if (!NAME.test(name) || !VALUE.test(value)) {
      throw new OutboundRefused(
        'A header has a name or value that HTTP does not allow: no line breaks, no control characters.',
      )
    }
    if (OWN.has(name) || name.startsWith('proxy-')) {
      throw new OutboundRefused(`The header "${name}" is set by the client: leave it out.`)
    }
  }
  return Object.fromEntries(entries)
}

/** What may go to another origin that a redirect names: no credentials. */
export function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !SECRET.has(name) && !/key|token|secret/.test(name)),
  )
}
