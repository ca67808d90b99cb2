import ipaddr from 'ipaddr.js'

// IPv6 that is routed in the world; the rest is local, tunnels IPv4 of anybody's choice, or means nothing yet.
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')
// A cloud's own service on an address that looks public (Azure's virtual host).
const HOST_SERVICES = new Set(['168.63.129.16'])

/** Networks in CIDR form, or single addresses. Throws `TypeError` naming what is neither. */
export function parseNetworks(texts: readonly string[]): readonly Network[] {
  return texts.map((text) => {
    if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
    if (!ipaddr.isValid(text)) throw new TypeError(`"${text}" is no network: write 10.1.0.0/16, 127.0.0.1 or ::1.`)
    const address = ipaddr.parse(text)
    return [address, address.kind() === 'ipv4' ? 32 : 128]
  })
}

export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

/**
 * Whether a request may go to this address: one of the public internet, or of a network the deployment allows. Private,
 * loopback, link-local (metadata services), shared (CGNAT), multicast and reserved ones are not, nor IPv6 that carries an
 * IPv4 address (mapped, NAT64, 6to4, Teredo).
 */
export function isAllowedAddress(text: string, networks: readonly Network[]): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  return isIn(address, networks) || isPublic(address)
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, networks: readonly Network[]): boolean {
  return networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast' || HOST_SERVICES.has(address.toString())) return false
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6[0], GLOBAL_IPV6[1])
}
