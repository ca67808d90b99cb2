import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createTokenBook } from '../../../src/reflex/token-book.ts'
import { openTokens, sealTokens } from '../../../src/reflex/vault.ts'

const KEY = randomBytes(32)

function filledBook() {
  const book = createTokenBook()
  book.tokenFor('email', 'jane@example.com')
  book.tokenFor('ssn', '123-45-6789')
  return book
}

describe('the vault', () => {
  it('gives back the book that was sealed', () => {
    const opened = openTokens(sealTokens(filledBook(), KEY, 'task-1'), KEY, 'task-1')
    expect(opened.entries()).toEqual(filledBook().entries())
    expect(opened.restore('to [EMAIL_1]')).toBe('to jane@example.com')
  })

  it('shows nothing of a value and never seals the same book to the same text', () => {
    const [first, second] = [sealTokens(filledBook(), KEY, 'task-1'), sealTokens(filledBook(), KEY, 'task-1')]
    expect(first).not.toBe(second)
    expect(Buffer.from(first.slice(3), 'base64url').toString('latin1')).not.toContain('jane')
  })

  it('opens for no other key and no other task', () => {
    const sealed = sealTokens(filledBook(), KEY, 'task-1')
    expect(() => openTokens(sealed, randomBytes(32), 'task-1')).toThrow(/key is another one/)
    expect(() => openTokens(sealed, KEY, 'task-2')).toThrow(/task is another one/)
  })

  it('refuses a book of which any byte was changed', () => {
    const sealed = Buffer.from(sealTokens(filledBook(), KEY, 'task-1').slice(3), 'base64url')
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => openTokens(`v1.${changed.toString('base64url')}`, KEY, 'task-1')).toThrow(/cannot be opened/)
    }
  })

  it.each([0, 16, 31, 33])('says what is wrong with a key of %i bytes', (length) => {
    expect(() => sealTokens(filledBook(), new Uint8Array(length), 'task-1')).toThrow(/must be 32 bytes long/)
    expect(() => openTokens('v1.x', new Uint8Array(length), 'task-1')).toThrow(/must be 32 bytes long/)
  })

  it.each(['', 'v1.', 'hello', 'v2.AAAA'])('says that %j is no sealed book', (text) => {
    expect(() => openTokens(text, KEY, 'task-1')).toThrow(/not a sealed token book/)
  })
})
