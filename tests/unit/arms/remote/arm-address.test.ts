import { describe, expect, it } from 'vitest'
import { checkArmHosts, checkArmUrls, createArmAddresses, toText } from '../../../../src/arms/remote/arm-address.ts'

const codeOf = (hosts: readonly string[], url: string, signs = true) => {
  try {
    return toText(createArmAddresses({ hosts, signs }).check(url))
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error ? error.code : error
  }
}

describe('where an arm may be', () => {
  it.each(['http://127.0.0.1:9000', 'http://localhost/arm/', 'https://[::1]:9000', 'http://127.1:9000'])(
    'is always this machine: %s',
    (url) => {
      expect(codeOf([], url, false)).toMatch(/^https?:/)
    },
  )

  it.each([
    'http://10.0.0.7:9000',
    'http://0.0.0.0:9000',
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:10.0.0.7]:9000',
    'http://localhost.example.com',
    'http://2852039166/',
    'http://arms.example.com',
  ])('is not %s unless it is allowed', (url) => {
    expect(codeOf([], url)).toBe('ARM_HOST_NOT_ALLOWED')
  })

  it.each([
    ['arms.example.com', 'https://arms.example.com/weather'],
    ['ARMS.example.com', 'http://arms.EXAMPLE.com:9000'],
    ['arms.example.com:443', 'https://arms.example.com'],
    ['10.0.0.7:9000', 'http://10.0.0.7:9000'],
    ['*.internal', 'http://weather.arms.internal:9000'],
    ['[fd00::7]:9000', 'http://[fd00::7]:9000'],
  ])('%s allows %s, where tokens can be signed', (host, url) => {
    expect(codeOf([host], url)).toMatch(/^https?:/)
    expect(codeOf([host], url, false)).toBe('ARM_HOST_NOT_ALLOWED')
  })

  it.each([
    ['arms.example.com', 'http://evil.arms.example.com'],
    ['arms.example.com', 'http://arms.example.com.evil.net'],
    ['arms.example.com:9000', 'http://arms.example.com:9001'],
    ['*.internal', 'http://internal'],
    ['*.internal', 'http://notinternal'],
  ])('%s does not allow %s', (host, url) => {
    expect(codeOf([host], url)).toBe('ARM_HOST_NOT_ALLOWED')
  })

  it.each([
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'http://user:secret@127.0.0.1',
    'http://127.0.0.1/?token=secret',
    'http://127.0.0.1/#a',
    'weather',
    `http://127.0.0.1/${'a'.repeat(600)}`,
  ])('is no address: %s', (url) => {
    expect(codeOf([], url)).toBe('REQUEST_INVALID')
    expect(() => checkArmUrls([url])).toThrow(TypeError)
  })

  it('has no slash at its end, so that one address is one arm', () => {
    expect(codeOf([], 'http://localhost:9000/arm//')).toBe('http://localhost:9000/arm')
  })

  it('is named by hosts, not by addresses, in the list of what is allowed', () => {
    expect(() => checkArmHosts(['arms.example.com', '*.internal', '10.0.0.7:9000', '[fd00::7]:9000'])).not.toThrow()
    for (const host of ['http://arms.example.com', '*', 'a b', ''])
      expect(() => checkArmHosts([host])).toThrow(TypeError)
  })
})
