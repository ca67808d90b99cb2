import type { Surroundings } from './candidate.ts'
import { digitsOf, scanShapes } from './scan-shapes.ts'

const SSN_WORD = /(?:\bssn\b|social[ -]sec)[^\n]{0,32}$/i
const ITIN_WORD = /(?:\bitin\b|tax(?:payer)?[ -](?:id|ident))[^\n]{0,32}$/i
// Printed in advertisements or published by the administration: they belong to nobody.
const VOID_SSNS = new Set(['078051120', '219099999'])

const BIRTH_WORD =
  /(?:\bd\.?o\.?b\b|birth|\bborn\b|geboren|geb\.|naissance|nacimiento|nascita|рожд|生日|出生)[^\n]{0,24}$/i
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}'
const DAY = '(?:0?[1-9]|[12]\\d|3[01])'
const DATE = new RegExp(
  '(?<![\\w./-])(?:' +
    '(?:19|20)\\d\\d([-/.])(?:0?[1-9]|1[0-2])\\1(?:3[01]|[12]\\d|0?[1-9])|' +
    `${DAY}([-/.])${DAY}\\2(?:(?:19|20)\\d\\d|\\d\\d)|` +
    `${DAY}(?:st|nd|rd|th)? ${MONTH},? (?:19|20)\\d\\d|${MONTH} ${DAY}(?:st|nd|rd|th)?,? (?:19|20)\\d\\d` +
    ')(?![\\w/-])',
  'g',
)

const PASSPORT_WORD =
  /(?:passport|reisepass|passeport|pasaporte|passaporto|travel document|паспорт|护照)[^\n\d]{0,32}$/i
const LICENCE_WORD =
  /(?:driv\w{0,5}(?:['’]s?)? ?licen[cs]e|licen[cs]e (?:number|no\b|#|id)|\bdl\b|führerschein|permis de conduire|patente)[^\n\d]{0,28}$/i
const MEDICAL_WORD =
  /(?:\bmrn\b|medical record|patient (?:id|number|no\b)|chart (?:no\b|number)|health (?:card|insurance)|medicare|\bnhs\b|\bnpi\b|\bmbi\b)[^\n\d]{0,24}$/i
// The shape that documents have in common: capitals and digits without a space, perhaps behind a series.
const DOCUMENT_NUMBER = /(?<![\p{L}\p{N}_-])(?:[A-Z]{1,4}[ -])?[A-Z0-9][A-Z0-9-]{4,16}(?![\p{L}\p{N}_])/gu

export const scanPeople = scanShapes(/\d/, [
  { kind: 'ssn', pattern: /(?<![\w.-])\d{3}([- ])\d{2}\1\d{4}(?![\w-])/g, judge: judgeSsn },
  { kind: 'ssn', pattern: /(?<![\w.+-])\d{9}(?![\w-])/g, judge: judgeSsn },
  { kind: 'itin', pattern: /(?<![\w.-])9\d{2}([- ]?)\d{2}\1\d{4}(?![\w-])/g, judge: judgeItin },
  { kind: 'date_of_birth', pattern: DATE, judge: (_value, { before }) => (BIRTH_WORD.test(before) ? 0.9 : 0.4) },
  { kind: 'passport', pattern: DOCUMENT_NUMBER, judge: inContext(PASSPORT_WORD, 0.85) },
  { kind: 'drivers_licence', pattern: DOCUMENT_NUMBER, judge: inContext(LICENCE_WORD, 0.8) },
  { kind: 'medical_record', pattern: DOCUMENT_NUMBER, judge: inContext(MEDICAL_WORD, 0.82) },
])

function inContext(word: RegExp, confidence: number) {
  return (value: string, { before }: Surroundings) =>
    word.test(before) && digitsOf(value).length >= 4 ? confidence : 0
}

/** Area 000, 666 and 900–999, group 00 and serial 0000 were never issued (SSA, POMS RM 10201.035). */
function judgeSsn(value: string, { before }: Surroundings): number {
  const digits = digitsOf(value)
  if (!/^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits) || isVoid(digits)) return 0
  if (SSN_WORD.test(before)) return 0.97
  if (value.includes('-')) return 0.9
  return 0.45
}

const isVoid = (digits: string) => VOID_SSNS.has(digits) || /^(\d)\1{8}$/.test(digits)

/** An ITIN starts with 9 and its group is 50–65, 70–88, 90–92 or 94–99 (IRS, Publication 1915). */
function judgeItin(value: string, { before }: Surroundings): number {
  if (!/^9\d{2}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}$/.test(digitsOf(value))) return 0
  if (ITIN_WORD.test(before)) return 0.96
  return value.includes('-') ? 0.85 : 0.4
}
