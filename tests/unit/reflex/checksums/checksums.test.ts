import { describe, expect, it } from 'vitest'
import { isAbaRouting } from '../../../../src/reflex/checksums/aba-routing.ts'
import { hasBase58Checksum } from '../../../../src/reflex/checksums/base58check.ts'
import { hasBech32Checksum } from '../../../../src/reflex/checksums/bech32.ts'
import { hasEip55Checksum } from '../../../../src/reflex/checksums/eip55.ts'
import { hasIbanChecksum } from '../../../../src/reflex/checksums/iban.ts'
import { keccak256 } from '../../../../src/reflex/checksums/keccak256.ts'
import { hasLuhnChecksum } from '../../../../src/reflex/checksums/luhn.ts'
import { hasVinCheckDigit } from '../../../../src/reflex/checksums/vin.ts'

/** Valid values are examples of the standards; each has a twin with one character changed. */
const CASES: [name: string, check: (value: string) => boolean, valid: string[], invalid: string[]][] = [
  ['Luhn', hasLuhnChecksum, ['4111111111111111', '378282246310005'], ['4111111111111112', '378282246310006', '']],
  ['IBAN', hasIbanChecksum, ['GB82WEST12345698765432', 'DE89370400440532013000'], ['GB83WEST12345698765432']],
  ['ABA', isAbaRouting, ['021000021', '322271627'], ['021000022', '000000000', '990000000']],
  ['VIN', hasVinCheckDigit, ['1M8GDM9AXKP042788', '11111111111111111'], ['1M8GDM9A1KP042788']],
  [
    'base58check',
    hasBase58Checksum,
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNL'],
  ],
  [
    'bech32',
    hasBech32Checksum,
    [
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
      'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', 'bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  ],
  [
    'EIP-55',
    hasEip55Checksum,
    [
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
      '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    ],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'],
  ],
]

describe.each(CASES)('the %s checksum', (_name, check, valid, invalid) => {
  it.each(valid)('holds for %s', (value) => expect(check(value)).toBe(true))
  it.each(invalid)('does not hold for %j', (value) => expect(check(value)).toBe(false))
})

describe('keccak256', () => {
  it.each([
    ['', 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
    ['abc', '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
  ])('of %j is the published digest', (message, digest) => {
    expect(Buffer.from(keccak256(Buffer.from(message))).toString('hex')).toBe(digest)
  })
})
