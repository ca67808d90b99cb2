import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Fault } from '../../contracts/fault.ts'

/** Which hosts an arm may be at. */
export interface ArmAddresses {
  /**
   * The address of an arm, normalised: no trailing slash. Throws REQUEST_INVALID for what is no plain http(s) address, and
   * ARM_HOST_NOT_ALLOWED for a host that is not on the list.
   */
  check(url: string): URL
}

interface Options {
  /** Hosts besides this machine: `name`, `name:port`, `*.name` for all below it, or an IP address. */
  readonly hosts: readonly string[]
  /** Whether capability tokens can be signed. Without, only arms of this machine are called. */
  readonly signs: boolean
}

/** This machine is always allowed; everything else by name. Names are taken as they are written, not looked up. */
export function createArmAddresses({ hosts, signs }: Options): ArmAddresses {
  return {
    check(text) {
      const url = parse(text)
      if (isLoopback(url)) return url
      if (!hosts.some((host) => matches(host.toLowerCase(), url))) {
        throw new Fault(
          'ARM_HOST_NOT_ALLOWED',
          'Arms may not be at this host. Add it to OCTOLLM_ARM_HOSTS to allow it.',
        )
      }
      if (signs) return url
      const message = 'An arm outside this machine is called with a capability token only: set OCTOLLM_ARM_SECRET.'
      throw new Fault('ARM_HOST_NOT_ALLOWED', message)
    },
  }
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isPlain =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username + url.password + url.search + url.hash === '' &&
    text.length <= MAX_URL_CHARS
  if (!isPlain) {
    const message = 'must be an address such as http://127.0.0.1:9000: http or https, no user, no query'
    throw new Fault('REQUEST_INVALID', `url ${message}`, { errors: [{ path: 'url', message }] })
  }
  url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

const MAX_URL_CHARS = 500

const bare = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '')

function isLoopback(url: URL): boolean {
  const host = bare(url)
  return host === 'localhost' || (isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback')
}

function matches(allowed: string, url: URL): boolean {
  if (allowed.startsWith('*.')) return bare(url).endsWith(allowed.slice(1))
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return allowed === bare(url) || allowed === url.hostname || allowed === `${url.hostname}:${port}`
}
