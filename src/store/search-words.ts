/** A text as the search sees it. */
export interface SearchWords {
  /** In order, lower case, without accents; identifiers and scripts without spaces are cut into their words. */
  readonly words: readonly string[]
  /** Each name that is made of several words ("snake_case", "camelCase", "a/path.ts", "e-mail"), written as one. */
  readonly names: readonly string[]
}

// Longer ones are no words: base64, hashes, markup. Postgres refuses lexemes above 2 KB.
const LONGEST = 100

const TOKEN = /[\p{L}\p{M}\p{N}]+(?:[-_./\\:@#+]+[\p{L}\p{M}\p{N}]+)*/gu
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー々\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** Cuts documents and questions alike, so that they meet whichever way something is written. */
export function searchWords(text: string): SearchWords {
  const words: string[] = []
  const names: string[] = []
  for (const [token] of text.normalize('NFKC').matchAll(TOKEN)) {
    const parts = (token.match(WORD) ?? []).flatMap((word) => word.split(CAMEL)).map(fold)
    words.push(...parts.flatMap(cutUnspaced).filter((word) => word.length <= LONGEST))
    const name = parts.join('')
    if (parts.length > 1 && name.length <= LONGEST) names.push(name)
  }
  return { words, names }
}

/** What stands in quotation marks. */
export function quotedIn(query: string): readonly string[] {
  return [...query.matchAll(/["“„«]([^"“”„«»]+)["”“»]/g)].map(([, phrase = '']) => phrase)
}

const SPECIAL: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i', ð: 'd', þ: 'th' },
  ...{ ς: 'σ' },
}

// Marks are part of the letter elsewhere: й is another letter than и, and Hindi writes its vowels with them.
const fold = (word: string) =>
  word
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/(?<=[\p{sc=Latn}\p{sc=Grek}]\p{Mn}*)\p{Mn}/gu, '')
    .normalize('NFC')
    .replaceAll(/[ßøłđæœıðþς]/g, (letter) => SPECIAL[letter] ?? letter)

function cutUnspaced(word: string): string[] {
  if (!UNSPACED.test(word)) return [word]
  return [...segmenter.segment(word)].map(({ segment }) => segment)
}
