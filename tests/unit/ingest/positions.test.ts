import { describe, expect, it } from 'vitest'
import { readCsv } from '../../../src/ingest/read-csv.ts'
import { readDocument } from '../../../src/ingest/read-document.ts'
import { readHtml } from '../../../src/ingest/read-html.ts'
import { readJson, readJsonLines } from '../../../src/ingest/read-json.ts'
import type { Reading } from '../../../src/ingest/reading.ts'
import { pdfOf } from '../../support/pdf.ts'
import { type Choices, choicesOf, linesOfWords, wordsOf } from '../../support/placed-words.ts'

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed)

const passagesOf = (reading: Reading) => ('passages' in reading ? reading.passages : [])

/** Every word once, on the line of the source that the passage says, within the lines of its passage. */
function expectExact(source: string, reading: Reading, left: (word: string) => boolean = () => false): void {
  const truth = linesOfWords(source)
  const words = wordsOf(passagesOf(reading))
  expect(words.map(({ word }) => word).sort()).toEqual([...truth.keys()].filter((word) => !left(word)).sort())
  for (const { word, line, passage } of words) {
    expect({ word, line }).toEqual({ word, line: truth.get(word) })
    expect(passage.startLine).toBeLessThanOrEqual(line)
    expect(passage.endLine).toBeGreaterThanOrEqual(line)
  }
}

function expectPointers(value: unknown, source: string, reading: Reading): void {
  const truth = linesOfWords(source)
  const words = wordsOf(passagesOf(reading))
  for (const { word, line, passage } of words) {
    // A list of plain values is one line: that of its bracket.
    expect(line).toBeLessThanOrEqual(truth.get(word) ?? 0)
    expect(passage.endLine).toBeGreaterThanOrEqual(truth.get(word) ?? 0)
    const place = passage.place ?? ''
    expect(`${place} ${JSON.stringify(at(value, place))}`).toContain(word)
  }
  const found = new Set(words.map(({ word }) => word))
  for (const word of valuesIn(value)) expect(found).toContain(word)
}

describe('where a passage stands', () => {
  it('is true of every word of random web pages, and words that nobody sees are in none', () => {
    for (const seed of SEEDS) {
      const choices = choicesOf(seed)
      const { page, hidden } = randomPage(choices)
      expectExact(page, readHtml(page), (word) => hidden.has(word))
    }
  })

  it('is true of every value of random JSON, and the pointer leads to it', () => {
    for (const seed of SEEDS) {
      const choices = choicesOf(seed)
      const value = {
        [choices.word()]: choices.times(5, () => randomRecord(choices, 3)),
        other: randomRecord(choices, 4),
      }
      const indent = choices.pick([0, 1, 4])
      const source = JSON.stringify(value, null, indent)
      const reading = readJson(source)
      expectPointers(value, source, reading)
    }
  })

  it('is true of every line of JSON Lines', () => {
    for (const seed of SEEDS.slice(0, 10)) {
      const choices = choicesOf(seed)
      const source = choices.times(20, () => choices.pick(['', JSON.stringify({ text: choices.word() })])).join('\n')
      expectExact(source, readJsonLines(source))
      for (const { line, passage } of wordsOf(readJsonLines(source).passages))
        expect(passage.place).toBe(`line ${line}`)
    }
  })

  it('is true of every cell of random tables, also over several lines and below empty ones', () => {
    for (const seed of SEEDS) {
      const choices = choicesOf(seed)
      const separator = choices.pick([',', ';', '\t', '|'])
      const rows = choices.times(15, () => [1, 2, 3].map(() => randomCell(choices)).join(separator))
      const source =
        ['one', 'two', 'three'].join(separator) + rows.map((row) => `\n${choices.pick(['', '\n\n'])}${row}`).join('')
      const reading = readCsv(source)
      expectExact(source, reading)
      const places = passagesOf(reading).map(({ place }) => Number(place?.replace('row ', '')))
      expect(places).toEqual(places.toSorted((left, right) => left - right))
    }
  })

  it('is true of every line of random PDFs: the page, and the line from its top', async () => {
    for (const seed of SEEDS.slice(0, 15)) {
      const choices = choicesOf(seed)
      const line = () => choices.times(6, choices.word).join(' ')
      const pages = choices.times(6, () => choices.times(50, () => choices.pick([line(), line(), line(), ''])))
      const bytes = pdfOf(pages, { compressed: seed % 2 === 0 })
      const reading = await readDocument({ bytes, mediaType: 'application/pdf' })
      const words = wordsOf(passagesOf(reading))
      expect(words.map(({ word }) => word)).toEqual(pages.flat(2).join(' ').match(/w\d+x/g) ?? [])
      for (const { word, passage } of words) {
        const page = pages.findIndex((lines) => lines.some((text) => text.split(' ').includes(word)))
        expect(passage.place).toBe(`page ${page + 1}`)
      }
    }
  })

  it.each(['text/plain', 'text/markdown'])('is the very lines of random %s', async (mediaType) => {
    for (const seed of SEEDS) {
      const choices = choicesOf(seed)
      const line = () =>
        choices.pick([choices.word(), '', '# Heading', '```', '- item', '| a | b |', 'x '.repeat(2_000)])
      const source = choices.times(200, line).join(choices.pick(['\n', '\r\n', '\r']))
      const reading = await readDocument({ bytes: Buffer.from(source), mediaType })
      const lines = source.split(/\r\n?|\n/)
      for (const { startLine, endLine, text } of passagesOf(reading)) {
        if (startLine < endLine) expect(lines.slice(startLine - 1, endLine).join('\n')).toBe(text)
        else expect(lines[startLine - 1]).toContain(text)
      }
      expectExact(source.replaceAll(/\r\n?/g, '\n'), reading)
    }
  })
})

function randomPage(choices: Choices) {
  const hidden = new Set<string>()
  const unseen = () => {
    const word = choices.word()
    hidden.add(word)
    return word
  }
  const space = () => choices.pick([' ', ' ', '\n', '\n  '])
  const inline = (): string =>
    choices.pick([
      () => choices.word(),
      () => `<b>${choices.word()}${space()}${choices.word()}</b>`,
      () => `<a href="/x">${choices.word()}</a>`,
      () => `<code>${choices.word()}</code> &amp; ${choices.word()}<br>${choices.word()}`,
      () => `<!-- ${unseen()}\n -->${choices.word()}`,
      () => `<span hidden>${unseen()}</span><img alt="${choices.word()}">`,
    ])()
  const text = () => choices.times(6, inline).join(space())
  const block = (depth: number): string =>
    choices.pick([
      () => `<p>${text()}</p>`,
      () =>
        `<div${space()}class="a">${depth > 2 ? text() : choices.times(3, () => block(depth + 1)).join(space())}</div>`,
      () => `<h${choices.number(6) + 1}>${choices.word()}</h2>`,
      () => `<ul>${choices.times(4, () => `<li>${text()}`).join(space())}</ul>`,
      () => `<ol><li><p>${text()}</p>${space()}<ul><li>${choices.word()}</ul></ol>`,
      () => `<pre>${choices.pick(['', '\n'])}${choices.word()}\n\n  <i>${choices.word()}</i> ${choices.word()}\n</pre>`,
      () => `<table>${space()}<tr><td>${choices.word()}<td>${choices.word()}</tr></table>`,
      () => `<table role="presentation"><tr><td>${text()}<td>${text()}</table>`,
      () => `<script>${unseen()}</script><style>${unseen()}</style><nav>${unseen()}</nav>`,
      () => `<p style="display:none">${unseen()}</p><select><option>${unseen()}</select>`,
    ])()
  const body = choices.times(20, () => block(0)).join(space())
  const around = choices.pick([
    (main: string) => main,
    (main: string) => `<header>${unseen()}</header><main>${main}</main>`,
  ])
  return { page: `<!doctype html>\n<title>A page</title>${space()}<body>${around(body)}</body>`, hidden }
}

function randomRecord(choices: Choices, depth: number): Record<string, unknown> {
  const value = (): unknown =>
    choices.pick([
      () => choices.word(),
      () => `${choices.word()} ${'long text '.repeat(choices.number(200))}`,
      () => choices.times(4, choices.word),
      () => (depth === 0 ? null : randomRecord(choices, depth - 1)),
      () => (depth === 0 ? true : choices.times(3, () => randomRecord(choices, depth - 1))),
      () => choices.number(1_000),
    ])()
  const name = () => choices.pick(['name', 'a/b', 'c~1d', 'é', 'with space']) + choices.number(9)
  return Object.fromEntries(choices.times(6, () => [name(), value()]))
}

/** RFC 6901. */
function at(value: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1)
  return steps.reduce<unknown>((inside, step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    return inside === null || typeof inside !== 'object' ? undefined : Reflect.get(inside, key)
  }, value)
}

const valuesIn = (value: unknown): string[] => {
  if (typeof value === 'string') return value.match(/w\d+x/g) ?? []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : []
}

const randomCell = (choices: Choices) =>
  choices.pick([
    () => choices.word(),
    () => '',
    () => `"${choices.word()}\n${choices.word()}"`,
    () => `"\n\n${choices.word()} ""quoted"" ${choices.word()}\n"`,
  ])()
