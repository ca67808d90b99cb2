import { francAll } from 'franc-min'

/** By the ISO 639-3 names that franc-min gives, the text search configurations that Postgres comes with. */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  ...{ eng: 'english', deu: 'german', fra: 'french', spa: 'spanish', por: 'portuguese', ita: 'italian', nld: 'dutch' },
  ...{ swe: 'swedish', ron: 'romanian', tur: 'turkish', hun: 'hungarian', ind: 'indonesian', pol: 'polish' },
  ...{ rus: 'russian', srp: 'serbian', ell: 'greek', arb: 'arabic', hin: 'hindi', npi: 'nepali' },
}

// Where the script says enough; franc-min does not tell these apart from nothing.
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{sc=Grek}/gu, 'greek'],
  [/\p{sc=Cyrl}/gu, 'russian'],
  [/\p{sc=Arab}/gu, 'arabic'],
  [/\p{sc=Deva}/gu, 'hindi'],
  [/\p{sc=Latn}/gu, 'english'],
]

const ENOUGH_LETTERS = 80
const CLEAR_LEAD = 0.92
const READ_CHARACTERS = 8_000

/**
 * The text search configuration that fits a text: "simple" (no stems, no stop words) for a language without one. A text that
 * is too short, or too much like code, to tell goes by its script, Latin letters as English: there stems help more often
 * than they hurt.
 */
export function languageOf(text: string): string {
  const start = text.slice(0, READ_CHARACTERS)
  const letters = start.match(/\p{L}/gu)?.length ?? 0
  const [best, second] = letters < ENOUGH_LETTERS ? [] : francAll(start)
  const isClear = best && best[0] !== 'und' && (second?.[1] ?? 0) < CLEAR_LEAD
  return isClear ? (CONFIGURATIONS[best[0]] ?? 'simple') : languageByScript(start, letters)
}

function languageByScript(text: string, letters: number): string {
  const most = SCRIPTS.find(([script]) => (text.match(script)?.length ?? 0) > letters / 2)
  return most?.[1] ?? 'simple'
}
