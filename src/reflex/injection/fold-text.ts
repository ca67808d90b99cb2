import { createTrace, sameSpans, type View } from './view.ts'

type Folded = Pick<View, 'text' | 'originOf'>

const NOT_ASCII = /[^\p{ASCII}]/u
const MOVES = /[^\n\t\x20-\x7e]|\s\s/
const COMBINING = /^[\u0300-\u036f]$/

// Letters of other scripts that are drawn like a Latin one (Unicode confusables, the common ones).
const LOOKALIKES = new Map(
  Object.entries({
    a: 'аɑα',
    b: 'ЬƄ',
    c: 'сϲⅽ',
    d: 'ԁⅾ',
    e: 'еҽε℮',
    f: 'ẝſ',
    g: 'ɡց',
    h: 'һհн',
    i: 'іıιӏ',
    j: 'јϳ',
    k: 'кκ',
    l: 'ӏⅼℓ',
    m: 'мⅿ',
    n: 'ոпη',
    o: 'оοօσ',
    p: 'рρ',
    q: 'ԛգ',
    r: 'гɾ',
    s: 'ѕꜱ',
    t: 'тτ',
    u: 'υսц',
    v: 'νѵⅴ',
    w: 'ѡωԝ',
    x: 'хχ',
    y: 'уүγ',
    z: 'ᴢ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
)

/** Lower case, accents and typographic forms gone, white space as one space. */
export function foldText(text: string): Folded {
  // Only when nothing moves do offsets stay the same.
  if (!MOVES.test(text)) return { text: text.toLowerCase().replace(/\s/g, ' '), originOf: sameSpans }
  return fold(text, foldChar)
}

/**
 * The same, and invisible characters are left out, tag characters read, and lookalikes of other scripts read as Latin.
 * `null` when the text holds nothing of the kind.
 */
export function undisguise(text: string): Folded | null {
  if (!NOT_ASCII.test(text) || !(INVISIBLE.test(text) || hasLookalikes(text))) return null
  return fold(text, (char) => {
    if (INVISIBLE.test(char)) return tagOf(char)
    const folded = foldChar(char)
    return LOOKALIKES.get(folded) ?? folded
  })
}

/** The same with a space in place of invisible characters: they may stand for the spaces of the text. */
export function spaceOutInvisible(text: string): Folded | null {
  return INVISIBLE.test(text) ? fold(text, (char) => (INVISIBLE.test(char) ? ' ' : foldChar(char))) : null
}

const INVISIBLE =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e01ef}]|\u034f|[\ufe00-\ufe0f]/u
const FOREIGN_LETTER = /[\u0370-\u052f\u0530-\u058f\u2100-\u218f]/g

// Text in Cyrillic or Greek is no disguise: the foreign letters have to be the exception.
function hasLookalikes(text: string): boolean {
  const foreign = text.match(FOREIGN_LETTER)?.length ?? 0
  return foreign > 0 && (text.match(/[A-Za-z]/g)?.length ?? 0) > foreign
}

function tagOf(char: string): string {
  const code = (char.codePointAt(0) ?? 0) - 0xe0000
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code).toLowerCase() : ''
}

function fold(text: string, toFolded: (char: string) => string): Folded {
  const trace = createTrace(text.length)
  let at = 0
  let lastWasSpace = false
  for (const char of text) {
    const folded = toFolded(char)
    const isSpace = folded === ' '
    if (folded !== '' && !(isSpace && lastWasSpace)) trace.push(folded, at, at + char.length)
    if (folded !== '') lastWasSpace = isSpace
    at += char.length
  }
  return trace.finish()
}

function foldChar(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x80) return code <= 0x20 || code === 0x7f ? ' ' : char.toLowerCase()
  if (COMBINING.test(char)) return ''
  if (!hasPlainForm(code)) return char.toLowerCase()
  const plain = char
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
  return /^\s*$/.test(plain) ? ' ' : plain
}

// Latin with accents, typographic spaces, letter-like signs, enclosed, mathematical and full-width forms. Other scripts
// keep their marks, which are letters there.
function hasPlainForm(code: number): boolean {
  return (
    code < 0x250 ||
    (code >= 0x1e00 && code < 0x1f00) ||
    (code >= 0x2000 && code < 0x2500) ||
    code === 0x3000 ||
    (code >= 0xff00 && code < 0xff60) ||
    (code >= 0x1d400 && code < 0x1d800) ||
    (code >= 0x1f100 && code < 0x1f200)
  )
}
