import type { Surroundings } from './candidate.ts'
import { digitsOf, scanShapes } from './scan-shapes.ts'

const PHONE_WORD =
  /(?:phone|\btel|mobile|\bcell|\bcall|\bfax|contact|whatsapp|\btext|\bsms\b|\bdial|\bring\b|reach|handy|numéro|número|телефон|电话|手机|電話)[^\n]{0,30}$/i
const OTHER_WORD =
  /(?:account|card|ssn|order|invoice|passport|iban|routing|ticket|version|isbn|serial|part)[^\n\d]{0,16}$/i
const DATE_LIKE = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}$))/
const SSN_LIKE = /^\d{3}-\d{2}-\d{4}$/
const EXTENSION = '(?: ?(?:x|ext\\.?|extension) ?\\d{1,6})?'

export const scanPhones = scanShapes(/\d/, [
  {
    kind: 'phone',
    pattern: new RegExp(`(?<![\\w+])(?:\\+|\\(\\+)[1-9](?:[ .\\-/()\\u00a0]{0,2}\\d){6,14}(?!\\w)${EXTENSION}`, 'g'),
    judge: () => 0.85,
  },
  {
    kind: 'phone',
    pattern: new RegExp(
      `(?<![\\w.+-])(?:1[-. ])?(?:\\([2-9]\\d{2}\\)[-. ]?|[2-9]\\d{2}[-. ])\\d{3}[-. ]\\d{4}(?![\\w-])${EXTENSION}`,
      'g',
    ),
    judge: (_value, { before }) => (PHONE_WORD.test(before) ? 0.85 : 0.75),
  },
  {
    kind: 'phone',
    pattern: /(?<![\w.+-])\(?0\d{1,4}\)?(?:[ \-/.]\d{2,5}){1,4}(?![\w-])/g,
    judge: judgeNational,
  },
  { kind: 'phone', pattern: /(?<![\w.+-])\(?\d(?:[ .\-()]{0,2}\d){6,12}(?![\w-])/g, judge: judgeByContext },
])

function judgeNational(value: string, around: Surroundings): number {
  const { length } = digitsOf(value)
  if (length < 9 || length > 12 || DATE_LIKE.test(value) || SSN_LIKE.test(value)) return 0
  return isAboutPhones(around) ? 0.82 : 0.62
}

function judgeByContext(value: string, around: Surroundings): number {
  if (DATE_LIKE.test(value) || /^\d+\.\d+$/.test(value)) return 0
  if (isAboutPhones(around)) return 0.72
  return /^[2-9]\d{9}$/.test(value) ? 0.42 : 0
}

const isAboutPhones = ({ before }: Surroundings) => PHONE_WORD.test(before) && !OTHER_WORD.test(before)
