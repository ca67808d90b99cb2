import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createTokenBook, type TokenBook, type TokenEntry } from './token-book.ts'

const ALGORITHM = 'aes-256-gcm'
const FORMAT = 'v1.'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * The book as text that may be stored: AES-256-GCM with a fresh nonce. `aad` binds it to its task, so that it opens
 * nowhere else. Throws a RangeError when the key is not 32 bytes long.
 */
export function sealTokens(book: TokenBook, key: Uint8Array, aad: string): string {
  checkKey(key)
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(aad, 'utf8'))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(book.entries()), 'utf8'), cipher.final()])
  return FORMAT + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Throws when the key is wrong, the task is another, or a single bit was changed. */
export function openTokens(sealed: string, key: Uint8Array, aad: string): TokenBook {
  checkKey(key)
  const bytes = Buffer.from(sealed.slice(FORMAT.length), 'base64url')
  if (!sealed.startsWith(FORMAT) || bytes.length < IV_BYTES + TAG_BYTES) throw new Error(NOT_SEALED)
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(aad, 'utf8'))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const entries: TokenEntry[] = JSON.parse(decrypt(decipher, bytes.subarray(IV_BYTES + TAG_BYTES)))
  return createTokenBook(entries)
}

const NOT_SEALED = 'This is not a sealed token book. Give the text that sealTokens returned.'
const NOT_OPENED =
  'The token book cannot be opened: the key is another one, the task is another one, or it was changed since it was sealed.'

function decrypt(decipher: ReturnType<typeof createDecipheriv>, sealed: Uint8Array): string {
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new Error(NOT_OPENED, { cause })
  }
}

function checkKey(key: Uint8Array): void {
  if (key.length === KEY_BYTES) return
  throw new RangeError(`The vault key must be ${KEY_BYTES} bytes long, this one has ${key.length}.`)
}
