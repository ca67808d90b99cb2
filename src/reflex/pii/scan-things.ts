import { hasBase58Checksum } from '../checksums/base58check.ts'
import { hasBech32Checksum } from '../checksums/bech32.ts'
import { hasEip55Checksum } from '../checksums/eip55.ts'
import { hasVinCheckDigit } from '../checksums/vin.ts'
import type { Surroundings } from './candidate.ts'
import { scanShapes } from './scan-shapes.ts'

const VIN_WORD = /(?:\bvin\b|vehicle|chassis|fahrgestell)[^\n]{0,32}$/i
const PLACE_WORD = /(?:\blat|\blon|\bloc|coord|\bgps\b|position|standort)[^\n]{0,32}$/i
const POSTCODE_WORD = /(?:\bzip\b|postal|postcode|\bplz\b|code postal|código postal|\bcap\b)[^\n]{0,16}$/i
const STREET_TYPE =
  '(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Terrace|Place|Pl|Square|Sq|' +
  'Parkway|Pkwy|Highway|Hwy)'
const UNIT = '(?:,? (?:Apt|Apartment|Suite|Ste|Unit|#)\\.? ?[A-Z0-9]{1,6})?'
const UK_POSTCODE = '(?:[A-Z]{1,2}\\d[A-Z\\d]?) \\d[ABD-HJLNP-UW-Z]{2}'

export const scanThings = scanShapes(/\d/, [
  {
    kind: 'bitcoin',
    pattern: /(?<![A-Za-z0-9])[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9])/g,
    judge: (value) => (hasBase58Checksum(value) ? 0.98 : 0),
  },
  {
    kind: 'bitcoin',
    pattern: /(?<![A-Za-z0-9])(?:bc|tb)1[a-z0-9]{11,71}(?![A-Za-z0-9])/gi,
    judge: (value) => (hasBech32Checksum(value) ? 0.98 : 0),
  },
  {
    kind: 'ethereum',
    pattern: /(?<![A-Za-z0-9])0x[a-fA-F0-9]{40}(?![A-Za-z0-9])/g,
    judge: (value) => (hasEip55Checksum(value) ? 0.95 : 0),
  },
  { kind: 'vin', pattern: /(?<![A-Za-z0-9_])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9_])/g, judge: judgeVin },
  {
    kind: 'coordinates',
    pattern: /(?<![\w.])[-+]?\d{1,3}\.\d{3,12} ?°? ?[NS]?[,;/ ] ?[-+]?\d{1,3}\.\d{3,12}(?: ?°? ?[EW])?(?![\w.])/g,
    judge: judgeCoordinates,
  },
  {
    kind: 'street_address',
    pattern: new RegExp(
      `(?<![\\w.])\\d{1,5}[A-Za-z]? (?:[NSEW]\\.? )?(?:[A-Z0-9][A-Za-z0-9'’.]{0,20} ){1,4}${STREET_TYPE}\\b\\.?${UNIT}`,
      'g',
    ),
    judge: () => 0.75,
  },
  {
    kind: 'street_address',
    pattern: /(?<!\p{L})\p{Lu}[\p{L}-]{1,30}(?:straße|strasse|str\.|weg|allee|gasse) \d{1,4}[a-z]?(?!\w)/gu,
    judge: () => 0.72,
  },
  {
    kind: 'postcode',
    pattern: new RegExp(`(?<![\\w-])(?:\\d{5}(?:-\\d{4})?|\\d{4} ?[A-Z]{2}|${UK_POSTCODE})(?![\\w-])`, 'g'),
    judge: judgePostcode,
  },
])

function judgeVin(value: string, { before }: Surroundings): number {
  if (!/[A-Z]/.test(value) || !/\d{4}$/.test(value) || !hasVinCheckDigit(value)) return 0
  return VIN_WORD.test(before) ? 0.97 : 0.7
}

function judgeCoordinates(value: string, { before }: Surroundings): number {
  const [latitude = 0, longitude = 0] = (value.match(/[-+]?\d{1,3}\.\d{3,12}/g) ?? []).map(Number)
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return 0
  if (PLACE_WORD.test(before)) return 0.92
  return /\.\d{4}/.test(value) ? 0.75 : 0.4
}

function judgePostcode(value: string, { before }: Surroundings): number {
  if (POSTCODE_WORD.test(before)) return 0.85
  // Behind a US state, or in the British form, it speaks for itself.
  if (/, [A-Z]{2} $/.test(before) && /^\d{5}/.test(value)) return 0.7
  return /^[A-Z]/.test(value) ? 0.65 : 0
}
