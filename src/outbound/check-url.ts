import { OutboundRefused } from './outbound.ts'

/** Which hosts may be asked: a list of `[http://]host[:port]` with `*.` for any name below, or every public one. */
export type AllowedHosts = readonly string[] | 'public'

interface HostRule {
  readonly protocol: string
  readonly host: string
  /** Empty for the protocol's own. */
  readonly port: string
}

/** Throws `TypeError` on an entry that cannot be read. */
export function parseHosts(hosts: AllowedHosts): readonly HostRule[] | 'public' {
  return hosts === 'public' ? hosts : hosts.map(parseHost)
}

function parseHost(entry: string): HostRule {
  const text = entry.includes('://') ? entry : `https://${entry}`
  const isPlain = /^https?:\/\/(\*\.)?[^*/?#@\s]+$/i.test(text) && URL.canParse(text.replace('*.', ''))
  if (!isPlain)
    throw new TypeError(`"${entry}" is no host: write api.example.com, *.example.com:8443 or http://localhost:3000.`)
  const { protocol, hostname, port } = new URL(text.replace('*.', ''))
  return { protocol, port, host: text.includes('*.') ? `.${hostname}` : hostname }
}

/** The URL, when it may be asked. Throws `OutboundRefused`, naming no more of it than its host. */
export function checkUrl(text: string, rules: readonly HostRule[] | 'public', base?: URL): URL {
  if (!URL.canParse(text, base?.href))
    throw new OutboundRefused('The URL cannot be read: give a whole one, https://host/path.')
  const url = new URL(text, base?.href)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new OutboundRefused('Only https and http URLs can be asked.')
  if (url.username !== '' || url.password !== '') {
    throw new OutboundRefused('The URL carries a user name or password: send an Authorization header instead.')
  }
  if (url.hostname.endsWith('.')) throw new OutboundRefused('The host name ends in a dot: leave it out.')
  if (base?.protocol === 'https:' && url.protocol === 'http:') {
    throw new OutboundRefused('The answer redirects from https to http, which is not followed.')
  }
  if (rules === 'public' || rules.some((rule) => fits(url, rule))) return url
  throw new OutboundRefused(notAllowed(url, rules))
}

function fits({ protocol, hostname, port }: URL, rule: HostRule): boolean {
  const isHost = rule.host.startsWith('.') ? hostname.endsWith(rule.host) : hostname === rule.host
  return isHost && protocol === rule.protocol && port === rule.port
}

function notAllowed({ origin }: URL, rules: readonly HostRule[]): string {
  if (rules.length === 0)
    return 'No host may be asked here: name the allowed ones in OCTOLLM_HTTP_HOSTS=api.example.com,*.example.org.'
  return `${origin} is not among the allowed hosts (OCTOLLM_HTTP_HOSTS).`
}
