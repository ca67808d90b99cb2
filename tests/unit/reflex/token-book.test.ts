import { describe, expect, it } from 'vitest'
import { createReflex } from '../../../src/reflex/create-reflex.ts'
import { createTokenBook } from '../../../src/reflex/token-book.ts'

describe('a token book', () => {
  it('gives the same value the same token over several texts', () => {
    const tokens = createTokenBook()
    const reflex = createReflex()
    const first = reflex.scan('from jane@example.com to bob@example.com', { tokens })
    const second = reflex.scan('bob@example.com answered', { tokens })
    expect(first.sanitizedText).toBe('from [EMAIL_1] to [EMAIL_2]')
    expect(second.sanitizedText).toBe('[EMAIL_2] answered')
  })

  it('puts every value back', () => {
    const tokens = createTokenBook()
    const text = 'SSN 123-45-6789, mail jane@example.com, again jane@example.com'
    const { sanitizedText } = createReflex().scan(text, { tokens })
    expect(sanitizedText).not.toMatch(/jane|6789/)
    expect(tokens.restore(sanitizedText)).toBe(text)
  })

  it('leaves tokens alone that it did not give out', () => {
    const tokens = createTokenBook()
    tokens.tokenFor('email', 'jane@example.com')
    expect(tokens.restore('[EMAIL_1] [EMAIL_10] [SSN_1]')).toBe('jane@example.com [EMAIL_10] [SSN_1]')
  })

  it('goes on counting where the entries of another ended', () => {
    const first = createTokenBook()
    first.tokenFor('email', 'jane@example.com')
    const second = createTokenBook(first.entries())
    expect(second.tokenFor('email', 'bob@example.com')).toBe('[EMAIL_2]')
    expect(second.tokenFor('email', 'jane@example.com')).toBe('[EMAIL_1]')
  })

  it('keeps two kinds apart whose names give the same label', () => {
    const tokens = createTokenBook()
    expect(tokens.tokenFor('badge-id', 'x')).not.toBe(tokens.tokenFor('badge id', 'y'))
  })
})
