import { quotedIn, searchWords } from './search-words.ts'
import type { Sql } from './sql.ts'

/** One word of a question in every form that the index may hold it in. */
interface AskedLexemes {
  readonly lexemes: readonly string[]
  readonly isExtra: boolean
}

export interface AskedQuestion {
  readonly words: readonly AskedLexemes[]
  /** Places in `words` of two that follow each other in the question. */
  readonly pairs: readonly (readonly [number, number])[]
  /** Each quoted phrase as a tsquery. */
  readonly phrases: readonly string[]
}

const MOST_WORDS = 64
const MOST_NAMES = 16
const MOST_PHRASES = 8

const STEMS = `
  select word, language, array(select lexeme from unnest(to_tsvector(language::regconfig, word))) as lexemes
  from unnest($1::text[]) as word, unnest($2::text[]) as language`

const PHRASES = `
  select string_agg(phrase::text, ' | ') as phrase
  from unnest($1::text[]) with ordinality as given (words, n), unnest($2::text[]) as language,
    phraseto_tsquery(language::regconfig, words) as phrase
  where numnode(phrase) > 0 group by n order by n`

interface Stem {
  readonly word: string
  readonly language: string
  readonly lexemes: readonly string[]
}

/**
 * The words of a question, stemmed in each of the languages that occur, most frequent first. The language whose stop words
 * the question has most of says which words do not count: no list of stop words fits all ("die", "war", "son").
 */
export async function askedWords(sql: Sql, query: string, languages: readonly string[]): Promise<AskedQuestion> {
  const { words, names } = searchWords(query)
  const distinct = [...new Set(words)].slice(0, MOST_WORDS)
  const { rows } = await sql.query<Stem>(STEMS, [distinct, languages])
  const stopWords = stopWordsOf(rows, languages)
  const byWord = Map.groupBy(rows, ({ word }) => word)
  const lexemesOf = (word: string) =>
    stopWords.has(word) ? [] : [...new Set((byWord.get(word) ?? []).flatMap(({ lexemes }) => lexemes))]
  const inOrder = words.map(lexemesOf)
  const counted = distinctLists(inOrder.filter((lexemes) => lexemes.length > 0)).slice(0, MOST_WORDS)
  const extra = [...new Set(names)].slice(0, MOST_NAMES)
  return {
    words: [
      ...counted.map((lexemes) => ({ lexemes, isExtra: false })),
      ...extra.map((name) => ({ lexemes: [name], isExtra: true })),
    ],
    pairs: pairsOf(inOrder, counted),
    phrases: await phrasesIn(sql, query, languages),
  }
}

function stopWordsOf(stems: readonly Stem[], languages: readonly string[]): ReadonlySet<string> {
  const stopped = Map.groupBy(
    stems.filter(({ lexemes }) => lexemes.length === 0),
    ({ language }) => language,
  )
  const counted = languages.map((language) => stopped.get(language) ?? [])
  // The first of equals: languages come in the order of how frequent they are.
  const most = counted.toSorted((left, right) => right.length - left.length)[0] ?? []
  return new Set(most.map(({ word }) => word))
}

/** Forms of one word are one word: "index indexes" asks once. */
function distinctLists(lists: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(lists.map((list) => [list.join(' '), list])).values()]
}

function pairsOf(inOrder: readonly (readonly string[])[], counted: readonly (readonly string[])[]) {
  const place = new Map(counted.map((lexemes, index) => [lexemes.join(' '), index]))
  const places = inOrder.map((lexemes) => place.get(lexemes.join(' ')))
  const pairs = places.flatMap((right, index) => {
    const left = places[index - 1]
    return left === undefined || right === undefined || left === right ? [] : [[left, right] as const]
  })
  return [...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()].slice(0, MOST_WORDS)
}

async function phrasesIn(sql: Sql, query: string, languages: readonly string[]): Promise<readonly string[]> {
  const quoted = quotedIn(query)
    .map((phrase) => searchWords(phrase).words.join(' '))
    .filter((phrase) => phrase !== '')
    .slice(0, MOST_PHRASES)
  if (quoted.length === 0) return []
  const { rows } = await sql.query<{ phrase: string }>(PHRASES, [quoted, languages])
  return rows.map(({ phrase }) => phrase)
}
