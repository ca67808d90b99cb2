import { describe, expect, it } from 'vitest'
import { checkUrl, parseHosts } from '../../../src/outbound/check-url.ts'

const isAllowed = (hosts: readonly string[], url: string) => {
  try {
    return checkUrl(url, parseHosts(hosts)).href === new URL(url).href
  } catch {
    return false
  }
}

describe('the list of hosts', () => {
  it('takes *. for every name below, and not the name itself', () => {
    const names = ['a.example.com', 'a.b.example.com', 'example.com', 'badexample.com', 'a.example.com.evil.net']
    expect(names.filter((name) => isAllowed(['*.example.com'], `https://${name}/`))).toEqual([
      'a.example.com',
      'a.b.example.com',
    ])
  })

  it('means https on its own port, unless it says otherwise', () => {
    const urls = ['https://a.net/x', 'https://A.NET:443/', 'http://a.net/', 'https://a.net:8443/', 'http://a.net:8080/']
    const allowed = (entry: string) => urls.filter((url) => isAllowed([entry], url))
    expect(allowed('a.net')).toEqual(['https://a.net/x', 'https://A.NET:443/'])
    expect(allowed('a.net:8443')).toEqual(['https://a.net:8443/'])
    expect(allowed('http://a.net:8080')).toEqual(['http://a.net:8080/'])
  })

  it.each(['*', '*.*.example.com', 'https://example.com/path', 'user@example.com', 'exa mple.com', 'example.*', ''])(
    'cannot hold "%s", which is said at the start',
    (entry) => {
      expect(() => parseHosts([entry])).toThrow('is no host: write')
    },
  )
})
