import { searchWords } from '../../store/search-words.ts'

// The words a question is made of whatever it is about.
const COMMON = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can
  could did do does doing down during each few for from further had has have having he her here hers him his how i if in
  into is it its itself just me more most my no nor not now of off on once only or other our out over own same she should
  so some such than that the their theirs them then there these they this those through to too under until up very was we
  were what when where which while who whom why will with would you your`.split(/\s+/),
)

/** The words of a text that carry its meaning, by their stem, in order, with repeats. */
export function termsOf(text: string): string[] {
  return searchWords(text)
    .words.filter((word) => !COMMON.has(word))
    .map(stemOf)
}

/** How much of `text` is said by `other`: the share of its distinct words, 0–1; 1 for a text without words. */
export function overlap(text: string, other: string): number {
  const words = new Set(termsOf(text))
  return words.size === 0 ? 1 : words.intersection(new Set(termsOf(other))).size / words.size
}

// Crude on purpose: it only has to bring together the forms of one word. An unlucky pair costs a worse rank, no more.
function stemOf(word: string): string {
  if (word.length < 4) return word
  return word
    .replace(/ies$/, 'y')
    .replace(/(?<=..)(?:ingly|edly|ing|ed|ly)$/, '')
    .replace(/(?<=[^s])s$/, '')
    .replace(/(?<=...)e$/, '')
    .replace(/([^aeiouls])\1$/, '$1')
}
