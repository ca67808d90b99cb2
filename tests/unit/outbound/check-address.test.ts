import { describe, expect, it } from 'vitest'
import { isAllowedAddress, parseNetworks } from '../../../src/outbound/check-address.ts'

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fdff::1'],
  'link-local, with the metadata services': ['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'fec0::1'],
  'a cloud’s own service': ['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254'],
  'shared (CGNAT)': ['100.64.0.1', '100.127.255.255'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  'reserved or for documentation': [
    ...['192.0.2.1', '198.51.100.1', '203.0.113.7', '198.18.0.1', '240.0.0.1', '192.88.99.1'],
    ...['2001:db8::1', '3fff::1', '100::1', '5f00::1', '4000::1'],
  ],
  'IPv6 that carries IPv4': [
    ...['::ffff:8.8.8.8', '::ffff:127.0.0.1', '::8.8.8.8', '64:ff9b::808:808', '64:ff9b:1::808:808'],
    ...['2002:808:808::1', '2001::1'],
  ],
  'no address at all': ['', 'localhost', '8.8.8.8.8', '08.8.8.8x'],
}

describe('an address', () => {
  it.each(Object.entries(REFUSED))('that is %s is refused', (_kind, addresses) => {
    expect(addresses.filter((address) => isAllowedAddress(address, []))).toEqual([])
  })

  it('of the public internet is allowed', () => {
    const addresses = ['8.8.8.8', '1.1.1.1', '93.184.215.14', '2606:4700::1111', '2a00:1450:4001:81b::200e']
    expect(addresses.filter((address) => !isAllowedAddress(address, []))).toEqual([])
  })

  it('of a network that the deployment allows is allowed, its neighbours are not', () => {
    const networks = parseNetworks(['10.1.0.0/16', '127.0.0.1', 'fd00:1::/32'])
    const allowed = ['10.1.2.3', '127.0.0.1', 'fd00:1::9', '10.2.0.1', '127.0.0.2', '::ffff:10.1.2.3', 'fd00:2::1']
    expect(allowed.filter((address) => isAllowedAddress(address, networks))).toEqual([
      '10.1.2.3',
      '127.0.0.1',
      'fd00:1::9',
    ])
  })

  it.each(['10.1.0.0/33', 'intranet', '10.1.0.0-10.1.0.9', ''])(
    'is no network when it is "%s", which is said',
    (text) => {
      expect(() => parseNetworks([text])).toThrow('is no network: write')
    },
  )
})
