const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
const BECH32 = 1
const BECH32M = 0x2bc830a3

/** The checksum of BIP 173 and BIP 350 addresses (`bc1…`). Mixed case is invalid, as the standard says. */
export function hasBech32Checksum(address: string): boolean {
  const lower = address.toLowerCase()
  if (address !== lower && address !== address.toUpperCase()) return false
  const separator = lower.lastIndexOf('1')
  const prefix = [...lower.slice(0, separator)].map((char) => char.charCodeAt(0))
  const data = [...lower.slice(separator + 1)].map((char) => ALPHABET.indexOf(char))
  if (separator < 1 || data.includes(-1)) return false
  const checksum = polymod([...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data])
  return checksum === BECH32 || checksum === BECH32M
}

function polymod(values: readonly number[]): number {
  let checksum = 1
  for (const value of values) {
    const top = checksum >>> 25
    checksum = ((checksum & 0x1ffffff) << 5) ^ value
    for (const [bit, term] of GENERATOR.entries()) if ((top >>> bit) & 1) checksum ^= term
  }
  return checksum >>> 0
}
