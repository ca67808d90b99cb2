import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isAllowedAddress, type Network, parseNetworks } from './check-address.ts'
import { checkHeaders, withoutCredentials } from './check-headers.ts'
import { type AllowedHosts, checkUrl, parseHosts } from './check-url.ts'
import { type Outbound, OutboundFailed, OutboundRefused, type OutboundResponse } from './outbound.ts'
import { type Address, type Sending, sendOnce } from './send-once.ts'

const TIMEOUT_MS = 30_000
const MAX_BYTES = 1_048_576
const REDIRECTS = new Set([301, 302, 303, 307, 308])

export interface OutboundOptions {
  /** None by default. `'public'` allows every host with a public address, as for webhooks that users name. */
  readonly hosts?: AllowedHosts
  /** Networks that are not public and may be asked all the same: `10.1.0.0/16`, `127.0.0.1`. None by default. */
  readonly privateNetworks?: readonly string[]
  /** Redirects that are followed for GET and HEAD; other methods follow none. Default 5. */
  readonly maxRedirects?: number
  /** All addresses of a name; default the system's resolver. */
  readonly lookup?: (hostname: string) => Promise<readonly Address[]>
}

/**
 * Guarded HTTP. Each name is resolved once, every address it has is checked, and the connection goes to the checked
 * address whatever the name says a moment later. Redirects pass the same checks. Throws `TypeError` on options that
 * cannot be read.
 */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  const { hosts = [], privateNetworks = [], maxRedirects = 5, lookup = resolveAll } = options
  const rules = parseHosts(hosts)
  const networks = parseNetworks(privateNetworks)

  const check = (url: string, base?: URL) => checkUrl(url, rules, base)
  const sendTo = async (url: URL, hop: Hop) => sendOnce({ ...hop, url, address: await addressOf(url, resolving(hop)) })
  const resolving = ({ cancelled, late }: Hop) => ({ lookup, networks, cancelled, late })

  async function follow(url: URL, hop: Hop, left: number): Promise<OutboundResponse> {
    const answer = await sendTo(url, hop)
    const next = isSafe(hop.method) ? nextUrl(answer) : undefined
    if (next === undefined) return answer
    if (left === 0) throw new OutboundRefused(`The answer redirects more than ${maxRedirects} times.`)
    const target = check(next, url)
    const headers = target.origin === url.origin ? hop.headers : withoutCredentials(hop.headers)
    return follow(target, { ...hop, headers }, left - 1)
  }

  return {
    async send({ url, method, headers = {}, body, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, signal }) {
      const hop = {
        ...{ method, body, maxBytes, headers: checkHeaders(headers) },
        cancelled: signal ?? new AbortController().signal,
        late: AbortSignal.timeout(timeoutMs),
      }
      return follow(check(url), hop, maxRedirects)
    },
  }
}

type Hop = Omit<Sending, 'url' | 'address'>

const isSafe = (method: string) => method === 'GET' || method === 'HEAD'

interface Resolving {
  readonly lookup: (hostname: string) => Promise<readonly Address[]>
  readonly networks: readonly Network[]
  readonly cancelled: AbortSignal
  readonly late: AbortSignal
}

/** One bad address among good ones is enough to refuse: which of them is used would be chance. */
async function addressOf({ hostname }: URL, resolving: Resolving): Promise<Address> {
  const literal = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(literal)
  const addresses = family === 0 ? await resolve(hostname, resolving) : [{ address: literal, family }]
  const first = addresses.at(0)
  if (!first) throw new OutboundFailed('The host has no address.', { wasSent: false })
  if (addresses.every(({ address }) => isAllowedAddress(address, resolving.networks))) return first
  throw new OutboundRefused(
    'The host is at an address that is not public: a private network can be allowed in OCTOLLM_HTTP_PRIVATE_NETWORKS.',
  )
}

async function resolve(hostname: string, { lookup, cancelled, late }: Resolving): Promise<readonly Address[]> {
  const ended = AbortSignal.any([cancelled, late])
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  const stop = () => reject(ended.reason)
  ended.addEventListener('abort', stop, { once: true })
  try {
    ended.throwIfAborted()
    return await Promise.race([lookup(hostname), stopped])
  } catch (cause) {
    cancelled.throwIfAborted()
    throw new OutboundFailed('The name of the host cannot be resolved.', { wasSent: false, cause })
  } finally {
    ended.removeEventListener('abort', stop)
  }
}

const resolveAll = (hostname: string) => systemLookup(hostname, { all: true })

function nextUrl({ status, headers }: OutboundResponse): string | undefined {
  return REDIRECTS.has(status) ? headers['location'] : undefined
}
