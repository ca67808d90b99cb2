import { createHash } from 'node:crypto'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const DECODED_BYTES = 25
const CHECKSUM_BYTES = 4

/** The checksum of a Bitcoin address that starts with 1 or 3: a double SHA-256 over version and hash. */
export function hasBase58Checksum(address: string): boolean {
  const decoded = decode(address)
  if (decoded === null) return false
  const payload = decoded.subarray(0, DECODED_BYTES - CHECKSUM_BYTES)
  return sha256(sha256(payload)).subarray(0, CHECKSUM_BYTES).equals(decoded.subarray(-CHECKSUM_BYTES))
}

function decode(address: string): Buffer | null {
  let number = 0n
  for (const char of address) {
    const digit = ALPHABET.indexOf(char)
    if (digit < 0) return null
    number = number * 58n + BigInt(digit)
  }
  const hex = number.toString(16).padStart(DECODED_BYTES * 2, '0')
  return hex.length === DECODED_BYTES * 2 ? Buffer.from(hex, 'hex') : null
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
