import { describe, expect, it } from 'vitest'
import { decodeText } from '../../../src/ingest/decode-text.ts'

/** The bytes of a text in a single-byte encoding. */
function encode(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding)
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]))
  return Uint8Array.from(text, (letter) => bytes.get(letter) ?? Number.NaN)
}

const utf16 = (text: string, isLittle: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return isLittle ? bytes : bytes.swap16()
}

describe('decodeText', () => {
  it.each([
    ['utf-8', Buffer.from('Größe 漢字 🦓'), 'Größe 漢字 🦓'],
    ['utf-8', Buffer.from('\uFEFFGröße'), 'Größe'],
    ['utf-16le', utf16('Größe 🦓', true), 'Größe 🦓'],
    ['utf-16be', utf16('Größe 🦓', false), 'Größe 🦓'],
    ['utf-8', Buffer.from('one\r\ntwo\rthree\n'), 'one\ntwo\nthree\n'],
    ['utf-8', Buffer.from(''), ''],
  ])('reads %s', (encoding, bytes, text) => {
    expect(decodeText(bytes)).toEqual({ text, encoding })
  })

  it.each([
    ['windows-1252', 'Im Frühjahr zählt das Gebäude über hundert Gäste, die größte Zahl seit Jahren.'],
    ['windows-1252', 'Café'],
    ['windows-1252', '“It’s 5 €”'],
    ['windows-1250', 'Příliš žluťoučký kůň úpěl ďábelské ódy. Dnes je krásné počasí a zítra bude pršet v celé zemi.'],
    ['windows-1251', 'Привет, мир! Сегодня хорошая погода, и завтра будет дождь во всей стране.'],
    ['koi8-r', 'Привет, мир! Сегодня хорошая погода, и завтра будет дождь во всей стране.'],
    ['iso-8859-7', 'Καλημέρα κόσμε, σήμερα ο καιρός είναι πολύ ωραίος'],
  ])('knows %s by its letters', (encoding, text) => {
    expect(decodeText(encode(text, encoding))).toEqual({ text, encoding })
  })

  it('finds the letters that give an encoding away deep in a long text', () => {
    const text = `${'Plain words only. '.repeat(10_000)}Привет, мир! Сегодня хорошая погода, и завтра будет дождь.`
    const decoded = decodeText(encode(text, 'windows-1251'))
    expect(decoded).toMatchObject({ encoding: 'windows-1251' })
    expect('text' in decoded && decoded.text.slice(-55)).toBe(text.slice(-55))
  })

  it('refuses rather than showing letters of a wrong encoding', () => {
    for (const bytes of [
      [0xcf, 0x20, 0xb1],
      [0xb3, 0x20, 0xa1],
      [0x41, 0xff, 0xfe, 0xfd, 0x42],
      [0xe8, 0xf8, 0x9e],
    ]) {
      expect(decodeText(Uint8Array.from(bytes))).toEqual({ refused: expect.stringContaining('save it as UTF-8') })
    }
  })

  it.each([
    ['NUL', Uint8Array.of(104, 0, 105)],
    ['control characters', Uint8Array.from({ length: 500 }, (_, n) => n % 32)],
    ['half a UTF-16 character', Uint8Array.of(0xff, 0xfe, 0x41)],
  ])('takes %s for no text', (_what, bytes) => {
    expect(decodeText(bytes)).toEqual({ refused: 'not a text file' })
  })

  it('believes what the sender declares as long as the bytes fit it', () => {
    const bytes = encode('Größe', 'windows-1252')
    expect(decodeText(bytes, 'iso-8859-1')).toEqual({ text: 'Größe', encoding: 'windows-1252' })
    expect(decodeText(Buffer.from('Größe'), 'utf-9')).toEqual({ text: 'Größe', encoding: 'utf-8' })
    expect(decodeText(bytes, 'utf-8')).toMatchObject({ encoding: 'windows-1252' })
  })
})
