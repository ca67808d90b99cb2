import { describe, expect, it } from 'vitest'
import { type Chunk, chunkDocument, MAX_CHUNK_LINES } from '../../../src/store/chunk-document.ts'

const markdown = (text: string) => chunkDocument({ text, mediaType: 'text/markdown' })
const plain = (text: string) => chunkDocument({ text, mediaType: 'text/plain' })
const lines = (count: number, word = 'line') => Array.from({ length: count }, (_, n) => `${word} ${n}`).join('\n')
const places = (chunks: readonly Chunk[]) => chunks.map(({ startLine, endLine }) => [startLine, endLine])

describe('chunkDocument', () => {
  it('cuts Markdown at its headings and names the headings above each chunk', () => {
    const text = '# Guide\n\nIntro.\n\n## Install\n\nRun it.\n\n### Linux\n\nUse apt.\n\n## Use\n\nClick.\n'
    expect(markdown(text).map(({ heading, startLine, endLine }) => [heading, startLine, endLine])).toEqual([
      ['Guide', 1, 3],
      ['Guide > Install', 5, 7],
      ['Guide > Install > Linux', 9, 11],
      ['Guide > Use', 13, 15],
    ])
  })

  it('keeps a heading that has no text of its own with what follows it', () => {
    expect(markdown('# Guide\n\n## Install\n\nRun it.\n')).toEqual([
      { startLine: 1, endLine: 5, heading: 'Guide > Install', text: '# Guide\n\n## Install\n\nRun it.' },
    ])
  })

  it('knows headings that are underlined', () => {
    const chunks = markdown('Guide\n=====\n\nIntro.\n\nUse\n---\n\nClick.\n')
    expect(chunks.map(({ heading }) => heading)).toEqual(['Guide', 'Guide > Use'])
  })

  it('takes neither front matter, nor a table, nor a rule for a heading', () => {
    const chunks = markdown('---\ntitle: x\n---\n\n| a | b |\n| - | - |\n\ntext\n\n---\n\nmore\n')
    expect(chunks.map(({ heading }) => heading)).toEqual([''])
  })

  it('takes a # inside a code fence for no heading', () => {
    const chunks = markdown('# Guide\n\n```sh\n# a comment\nls\n```\n\ntext\n')
    expect(chunks.map(({ heading }) => heading)).toEqual(['Guide'])
  })

  it('keeps a code fence whole, with blank lines, shorter fences and more lines than a chunk should have', () => {
    const fence = `\`\`\`\`js\n${lines(30)}\n\n\`\`\`\n${lines(30)}\n\`\`\`\``
    const chunks = markdown(`# Code\n\n${lines(20, 'word')}\n\n${fence}\n\nafter\n`)
    expect(chunks.filter(({ text }) => text.includes(fence))).toHaveLength(1)
  })

  it('reads a fence that is never closed to the end', () => {
    expect(markdown('~~~\n# not a heading\n\n# nor this')).toHaveLength(1)
  })

  it('cuts a long paragraph after 40 lines and joins short ones up to 40', () => {
    expect(places(plain(lines(100)))).toEqual([
      [1, 40],
      [41, 80],
      [81, 100],
    ])
    expect(places(plain(`${lines(19)}\n\n${lines(20)}\n\n${lines(5)}`))).toEqual([
      [1, 40],
      [42, 46],
    ])
  })

  it('loses no line with words in it, has none twice, and keeps every chunk to its lines', () => {
    const text = `# A\n\n${lines(90)}\n\n## B\n\n\`\`\`\n${lines(50)}\n\`\`\`\n\n${lines(3)}\n\n\n# C\ntext\n`
    const all = text.split('\n')
    const chunks = markdown(text)
    for (const chunk of chunks) expect(all.slice(chunk.startLine - 1, chunk.endLine).join('\n')).toBe(chunk.text)
    const words = (of: readonly string[]) => of.filter((line) => line !== '')
    expect(words(chunks.flatMap((chunk) => chunk.text.split('\n')))).toEqual(words(all))
  })

  it('cuts what is too much for a prompt: a huge fence, and one endless line', () => {
    const fence = `\`\`\`\n${Array.from({ length: 100 }, () => 'x'.repeat(1_000)).join('\n')}\n\`\`\``
    for (const text of [fence, 'y'.repeat(100_000)]) {
      const chunks = markdown(text)
      expect(Math.max(...chunks.map((chunk) => chunk.text.length))).toBeLessThanOrEqual(16_000)
      expect(
        chunks
          .map((chunk) => chunk.text)
          .join('\n')
          .replaceAll('\n', ''),
      ).toBe(text.replaceAll('\n', ''))
    }
  })

  it('joins short paragraphs up to 3,000 characters, and cuts longer ones there', () => {
    const paragraph = 'Some words. '.repeat(70).trim()
    const lengths = plain(Array.from({ length: 20 }, () => paragraph).join('\n\n')).map(({ text }) => text.length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3_000)
    expect(Math.min(...lengths)).toBeGreaterThan(1_500)
    expect(Math.max(...plain(`${paragraph}\n`.repeat(20)).map(({ text }) => text.length))).toBeLessThanOrEqual(3_000)
  })

  it.each(['one two three '.repeat(2_000), '🦓'.repeat(10_000), `x${'🦓'.repeat(10_000)}`])(
    'cuts an endless line, never inside a character, and loses nothing (%#)',
    (line) => {
      const parts = plain(line).map(({ text }) => text)
      expect(parts.join('')).toBe(line)
      expect(parts.filter((part) => !part.isWellFormed() || part.length > 3_000)).toEqual([])
    },
  )

  it('cuts an endless line after a space where there is one', () => {
    for (const { text } of plain('one two three '.repeat(2_000))) expect(text).toMatch(/^(one|two|three) .* $/)
  })

  it('takes a # for the end of a heading only when it stands apart', () => {
    const chunks = markdown('# C# ##\n\ntext\n\n# F#\n\ntext\n\n# ##\n\ntext')
    expect(chunks.map(({ heading }) => heading)).toEqual(['C#', 'F#', ''])
  })

  it('gives no chunk for a text without words', () => {
    expect(markdown('')).toEqual([])
    expect(plain('\n  \n\t\n')).toEqual([])
  })

  it('keeps the limit of 40 lines outside of fences', () => {
    const chunks = markdown(`# A\n${lines(39)}\n${lines(120)}\n\n## B\n\n${lines(41)}`)
    expect(Math.max(...chunks.map(({ startLine, endLine }) => endLine - startLine + 1))).toBe(MAX_CHUNK_LINES)
  })
})
