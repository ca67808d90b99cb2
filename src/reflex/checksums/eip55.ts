import { keccak256 } from './keccak256.ts'

/**
 * Whether the capitals of an Ethereum address agree with its hash (EIP-55). Addresses in one case carry no checksum
 * and pass. Takes `0x` and 40 hex digits.
 */
export function hasEip55Checksum(address: string): boolean {
  const hex = address.slice(2)
  const lower = hex.toLowerCase()
  if (hex === lower || hex === hex.toUpperCase()) return true
  const hash = keccak256(Buffer.from(lower, 'ascii'))
  return [...lower].every((char, at) => hex.charAt(at) === (isHigh(hash, at) ? char.toUpperCase() : char))
}

const isHigh = (hash: Uint8Array, nibble: number) =>
  (((hash[nibble >> 1] ?? 0) >> (nibble % 2 === 0 ? 4 : 0)) & 15) >= 8
