import { analyse } from 'chardet'

type Decoded = { readonly text: string; readonly encoding: string } | { readonly refused: string }

const SAMPLE_BYTES = 65_536
const AROUND_BYTES = 40
// Of chardet's 0–100. Its best guess was right from 25 on for sentences of nine languages; below, a word or two is too little.
const SURE_ENOUGH = 25
const MOST_CONTROLS = 0.01

const BINARY = { refused: 'not a text file' } as const

/**
 * Text from bytes, with line ends as "\n", and never the letters of a wrong encoding: a byte order mark decides, then what
 * the sender declares, then UTF-8 if every byte fits it, then what the letters of a language give away. What stays
 * uncertain is refused.
 */
export function decodeText(bytes: Uint8Array, declared?: string): Decoded {
  const marked = byteOrderMark(bytes)
  if (marked !== null) return decodeAs(marked, bytes) ?? BINARY
  if (bytes.includes(0) || hasManyControls(bytes)) return BINARY
  const decoded = (declared === undefined ? null : decodeAs(declared, bytes)) ?? decodeAs('utf-8', bytes)
  return decoded ?? detect(bytes)
}

function byteOrderMark([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : null
}

/** Null for bytes that are no text of this encoding, and for an encoding nobody knows. */
function decodeAs(label: string, bytes: Uint8Array): Decoded | null {
  try {
    const decoder = new TextDecoder(label, { fatal: true })
    const text = decoder.decode(bytes).replaceAll(/\r\n?/g, '\n')
    return text.includes('\0') ? null : { text, encoding: decoder.encoding }
  } catch {
    return null
  }
}

function hasManyControls(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const controls = sample.reduce((count, byte) => count + (byte < 32 && !ALLOWED_CONTROLS.has(byte) ? 1 : 0), 0)
  return controls > sample.length * MOST_CONTROLS
}

// Backspace, tab, line feed, form feed, carriage return, escape: logs and old texts have them.
const ALLOWED_CONTROLS = new Set([8, 9, 10, 12, 13, 27])

function detect(bytes: Uint8Array): Decoded {
  const sample = aroundLetters(bytes)
  const [best] = analyse(sample)
  const guess = best && best.confidence >= SURE_ENOUGH && best.name !== 'UTF-8' ? best.name : westernIn(sample)
  const decoded = guess === null ? null : decodeAs(guess, bytes)
  return decoded ?? { refused: 'its text encoding is not certain: save it as UTF-8' }
}

/** The parts of a text that tell its encoding: in a long one, plain letters would drown the others. */
function aroundLetters(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(SAMPLE_BYTES)
  let length = 0
  let taken = 0
  for (let at = bytes.findIndex(isTelling); at !== -1 && at < bytes.length; at++) {
    if (!isTelling(bytes[at] ?? 0)) continue
    const part = bytes.subarray(Math.max(taken, at - AROUND_BYTES), at + AROUND_BYTES)
    if (length + part.length > SAMPLE_BYTES) break
    sample.set(part, length)
    length += part.length
    taken = at + AROUND_BYTES
    at = taken - 1
  }
  return sample.subarray(0, length)
}

const isTelling = (byte: number) => byte > 127

// A lone accented letter in a word, a typographic quotation mark: what is left of Western texts too short to be told by
// their language. In other alphabets such bytes stand side by side.
const WESTERN = /^\p{ASCII}*(?:[À-ÖØ-öø-ÿßŒœŠšŽž„“”‚‘’–—…€£§°«»©®·]ß?(?![À-ÿ])\p{ASCII}*)+$/u

function westernIn(sample: Uint8Array): string | null {
  const decoded = decodeAs('windows-1252', sample)
  return decoded && 'text' in decoded && WESTERN.test(decoded.text) ? 'windows-1252' : null
}
