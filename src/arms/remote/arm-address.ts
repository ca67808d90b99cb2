import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Fault } from '../../contracts/fault.ts'

/** Which hosts an arm may be at. */
export interface ArmAddresses {
  /**
   * The address of an arm. Throws REQUEST_INVALID for what is no plain http(s) address, and
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

/** How an address is written: without a slash at its end, so that one address is one arm. */
export const toText = (url: URL): string => url.href.replace(/\/+$/, '')

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
  if (!isPlainUrl(text)) {
    const message = 'must be an address such as http://127.0.0.1:9000: http or https, no user, no query'
    throw new Fault('REQUEST_INVALID', `url ${message}`, { errors: [{ path: 'url', message }] })
  }
  return new URL(text)
}

function isPlainUrl(text: string): boolean {
  if (text.length > MAX_URL_CHARS || !URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username + password + search + hash === ''
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

const HOST = /^(\*\.)?([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/i

/** Throws a TypeError for what is no host as `createArmAddresses` takes it. */
export function checkArmHosts(hosts: readonly string[]): void {
  if (!hosts.every((host) => HOST.test(host)))
    throw new TypeError('must be hosts such as arms.example.com, 10.0.0.7:9000 or *.arms.example.com')
}

/** Throws a TypeError for what cannot be the address of an arm. */
export function checkArmUrls(urls: readonly string[]): void {
  if (!urls.every(isPlainUrl))
    throw new TypeError('must be addresses such as http://127.0.0.1:9000, with commas between them')
}
