import { describe, expect, it } from 'vitest'
import { createReflex } from '../../../src/reflex/create-reflex.ts'
import { createVerdictCache, verdictKey } from '../../../src/server/cached-verdict.ts'

const reflex = createReflex()
const CHECKS = { checkPii: true, checkInjection: true }

describe('the cache of verdicts', () => {
  it('keeps a clean verdict for 300 s and one with findings for 60 s', () => {
    let time = 0
    const cache = createVerdictCache({ now: () => time })
    cache.put('clean', reflex.scan('Add up the numbers'))
    cache.put('found', reflex.scan('Mail ann.miller@example.org'))
    const known = () => ['clean', 'found'].filter((key) => cache.get(key) !== null)
    time = 59_999
    expect(known()).toEqual(['clean', 'found'])
    time = 60_000
    expect(known()).toEqual(['clean'])
    time = 300_000
    expect(known()).toEqual([])
  })

  it('holds places, and no text', () => {
    const cache = createVerdictCache()
    cache.put('found', reflex.scan('Mail ann.miller@example.org'))
    expect(JSON.stringify(cache.get('found'))).not.toMatch(/ann|mail /i)
    expect(cache.get('found')).toMatchObject({ piiMatches: [{ type: 'email', start: 5, end: 27 }] })
  })

  it('keeps the 10,000 newest', () => {
    const cache = createVerdictCache()
    const verdict = reflex.scan('Add up the numbers')
    for (let n = 0; n <= 10_000; n++) cache.put(`text ${n}`, verdict)
    expect(cache.get('text 0')).toBeNull()
    expect(cache.get('text 1')?.riskScore).toBe(0)
    expect(cache.get('text 10000')?.riskScore).toBe(0)
  })

  it('knows a text by its exact characters, the checks and the rules', () => {
    const keys = [
      verdictKey(reflex, 'Text', CHECKS),
      verdictKey(reflex, 'text', CHECKS),
      verdictKey(reflex, 'Text', { ...CHECKS, checkPii: false }),
      verdictKey(reflex, 'Text', { ...CHECKS, checkInjection: false }),
      verdictKey(createReflex({ pii: 'block' }), 'Text', CHECKS),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.join()).not.toMatch(/text/i)
  })
})
