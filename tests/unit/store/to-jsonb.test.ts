import { describe, expect, it } from 'vitest'
import { toJsonb } from '../../../src/store/to-jsonb.ts'

describe('JSON for Postgres', () => {
  const back = (value: unknown): unknown => JSON.parse(toJsonb(value))

  it('replaces NUL and lone surrogates by U+FFFD, in values and in keys', () => {
    expect(back({ 'a\u0000': ['\ud800x', 'x\udfff'] })).toEqual({ 'a\ufffd': ['\ufffdx', 'x\ufffd'] })
  })

  it('leaves everything else as it is, such as emoji and texts that only look like an escape', () => {
    const value = { emoji: '😀', path: 'C:\\u0000', twice: '\\\\ud800', tab: '\t', nested: [null, 1.5, true] }
    expect(back(value)).toEqual(value)
  })

  it('replaces a NUL behind a backslash', () => {
    expect(back('\\\u0000')).toBe('\\\ufffd')
  })
})
