import { foldText, spaceOutInvisible, undisguise } from './fold-text.ts'
import { createTrace, type Encoding, replaceEach, sameSpans, through, type View, wholeSpan } from './view.ts'

const MAX_DEPTH = 3
const MIN_DECODED_CHARS = 10
// How much of what was decoded must be readable for it to have been text.
const MIN_READABLE = 0.9

interface Raw {
  readonly text: string
  readonly encodings: readonly Encoding[]
  readonly originOf: View['originOf']
}

/**
 * The text as it stands and every other way it may be meant to be read. What was decoded is decoded again, a few levels
 * deep; each level is shorter than the one before, so that the whole stays linear.
 */
export function viewsOf(text: string): View[] {
  return viewsOfRaw({ text, encodings: [], originOf: sameSpans })
}

function viewsOfRaw(raw: Raw): View[] {
  const plain = within(raw, foldText(raw.text))
  const views = [plain, ...disguises(raw), ...respellings(plain), ...spacedView(raw)]
  if (raw.encodings.length >= MAX_DEPTH) return views
  return [...views, ...decodings(raw).flatMap(viewsOfRaw)]
}

function within(raw: Raw, inner: Pick<View, 'text' | 'originOf'>, encoding?: Encoding): View {
  return {
    text: inner.text,
    encodings: encoding ? [...raw.encodings, encoding] : raw.encodings,
    originOf: through(raw.originOf, inner.originOf),
  }
}

function disguises(raw: Raw): View[] {
  return [undisguise(raw.text), spaceOutInvisible(raw.text)].flatMap((folded) =>
    folded ? [within(raw, folded, 'disguised')] : [],
  )
}

const LEET = new Map(
  Object.entries({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', $: 's', '@': 'a', '!': 'i', '|': 'l' }),
)
const LEET_WORD = /[a-z][013457$@!|]{1,2}[a-z]|(?<![\w$@])[013457$@!|][a-z]{2}/
const ROT13_WORD = /vtaber|qvfertneq|sbetrg|cerivbhf|vafgehpgvba|cebzcg|flfgrz|bireevqr/
const REVERSED_WORD = /erongi|dragersid|tegrof|suoiverp|noitcurtsni|tpmorp|metsys/

/** Spellings that change letters but no positions, each only where the text shows signs of it. */
function respellings(plain: View): View[] {
  const views: View[] = []
  const add = (encoding: Encoding, text: string, originOf: View['originOf'] = sameSpans) => {
    views.push(within(plain, { text, originOf }, encoding))
  }
  const { text } = plain
  if (LEET_WORD.test(text))
    add(
      'leet',
      text.replace(/[0134578$@!|]/g, (char) => LEET.get(char) ?? char),
    )
  if (ROT13_WORD.test(text)) add('rot13', text.replace(/[a-z]/g, toRot13))
  if (REVERSED_WORD.test(text)) {
    add('reversed', text.split('').reverse().join(''), (start, end) => ({
      start: text.length - end,
      end: text.length - start,
    }))
  }
  if (EMPHASIS.test(text)) views.push(within(plain, withoutEmphasis(text), 'disguised'))
  return views
}

// Not inside a word: there it is part of a name.
const EMPHASIS = /(?<![a-z0-9])[*_~]{1,3}(?=[a-z])|(?<=[a-z.,!])[*_~]{1,3}(?![a-z0-9])/

function withoutEmphasis(text: string): Pick<View, 'text' | 'originOf'> {
  return replaceEach(text, new RegExp(EMPHASIS, 'g'), () => '')
}

const toRot13 = (letter: string) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97)

// Five or more single letters, each set off by the same mark.
const SPACED = /(?<![\p{L}\p{N}])\p{L}(?:([ .\-_*|/])\p{L}(?!\p{L})){4}/u

/** `i g n o r e` becomes `ignore`; a wider gap is where a word ends. */
function spacedView(raw: Raw): View[] {
  if (!SPACED.test(raw.text)) return []
  const trace = createTrace(raw.text.length)
  for (let at = 0; at < raw.text.length; at++) {
    if (!isGap(raw.text, at)) trace.push(raw.text.charAt(at), at, at + 1)
  }
  const joined = trace.finish()
  const folded = foldText(joined.text)
  return [within(raw, { text: folded.text, originOf: through(joined.originOf, folded.originOf) }, 'spaced')]
}

const LONE = /^[ .\-_*|/]$/
const LETTER = /\p{L}/u

/** A single mark between two letters of which at least one stands alone. */
function isGap(text: string, at: number): boolean {
  if (!LONE.test(text.charAt(at)) || !isLetter(text, at - 1) || !isLetter(text, at + 1)) return false
  return !isLetter(text, at - 2) && !isLetter(text, at + 2)
}

const isLetter = (text: string, at: number) => LETTER.test(text.charAt(at))

const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,100000}={0,2}/g
const HEX = /(?<![0-9A-Za-z])(?:0x)?(?:[0-9a-fA-F]{2}[ :]?){12,50000}(?![0-9A-Za-z])/g
const HEX_ESCAPES = /(?:\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}){1,20000}/g
const ENTITY = /&#(?:x[0-9a-fA-F]{1,6}|\d{1,7});/g
const PERCENT = /(?:%[0-9a-fA-F]{2}){1,50000}/g
// One escaped character is no secret message.
const MIN_ESCAPED_CHARS = 12

function decodings(raw: Raw): Raw[] {
  return [
    ...blobs(raw, 'base64', BASE64, (value) => Buffer.from(value, 'base64').toString('utf8')),
    ...blobs(raw, 'hex', HEX, (value) => Buffer.from(value.replace(/^0x|[ :]/g, ''), 'hex').toString('utf8')),
    ...escapes(raw, 'escapes', HEX_ESCAPES, (value) =>
      value.replace(/\\[xu]([0-9a-fA-F]{2,4})/g, (_escape, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    ),
    ...escapes(raw, 'url', PERCENT, (value) => Buffer.from(value.replaceAll('%', ''), 'hex').toString('utf8')),
    ...escapes(raw, 'html-entities', ENTITY, decodeEntity),
  ]
}

/** Every stretch in this encoding that turns out to be text. It can only be named as a whole. */
function blobs(raw: Raw, encoding: Encoding, pattern: RegExp, decode: (value: string) => string): Raw[] {
  return [...raw.text.matchAll(pattern)].flatMap(({ index, 0: value }) => {
    const text = decode(value)
    if (!isReadable(text)) return []
    const { start, end } = raw.originOf(index, index + value.length)
    return [{ text, encodings: [...raw.encodings, encoding], originOf: wholeSpan(start, end) }]
  })
}

/** The text with its escaped characters put back among the others. */
function escapes(raw: Raw, encoding: Encoding, pattern: RegExp, decode: (value: string) => string): Raw[] {
  const escaped = raw.text.match(pattern)?.join('').length ?? 0
  if (escaped < MIN_ESCAPED_CHARS) return []
  const { text, originOf } = replaceEach(raw.text, pattern, decode)
  return [{ text, encodings: [...raw.encodings, encoding], originOf: through(raw.originOf, originOf) }]
}

function decodeEntity(entity: string): string {
  const code = entity.startsWith('&#x') ? Number.parseInt(entity.slice(3), 16) : Number.parseInt(entity.slice(2), 10)
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

function isReadable(text: string): boolean {
  if (text.length < MIN_DECODED_CHARS) return false
  const readable = text.match(/[\p{L}\p{N}\p{P}\p{Zs}\n]/gu)?.length ?? 0
  return readable / text.length >= MIN_READABLE && !text.includes('\ufffd')
}
