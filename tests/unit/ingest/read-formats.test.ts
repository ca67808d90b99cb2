import { describe, expect, it } from 'vitest'
import { parseMediaType } from '../../../src/ingest/media-type.ts'
import { readDocument } from '../../../src/ingest/read-document.ts'
import type { Reading } from '../../../src/ingest/reading.ts'

const read = (mediaType: string, text: string) => readDocument({ bytes: Buffer.from(text), mediaType })
const texts = (reading: Reading) =>
  'passages' in reading ? reading.passages.map(({ text }) => text) : [reading.refused]
const places = (reading: Reading) => ('passages' in reading ? reading.passages.map(({ place }) => place) : [])

describe('a web page', () => {
  it('is read as its reader sees it: headings, lists, tables, code and links', async () => {
    const reading = await read(
      'text/html',
      `<title>My
       page</title><nav>Menu</nav>
<main><h1>Animals <small>(all)</small></h1>
<p>See <a href="https://zoo.example/a">the zoo</a>, <a href="javascript:x()">this</a> and <a href="#b">that</a>.</p>
<ol start=1><li>One<li>Two<ul><li>Inner</ul></ol>
<h2>Code</h2><pre>a  b
  c</pre>
<table><tr><th>Name<th>Age<tr><td>Ann<td>3</table>
<dl><dt>Term<dd>Meaning</dl></main><footer>Imprint</footer>`,
    )
    expect(reading).toMatchObject({ title: 'My page', notes: [] })
    expect(texts(reading)).toEqual([
      '# Animals (all)\n\nSee the zoo (https://zoo.example/a), this and that.\n\n1. One\n2. Two\n  - Inner',
      '## Code\n\n```\na  b\n  c\n```\n\n| Name | Age |\n| Ann | 3 |\n\nTerm\nMeaning',
    ])
    expect('passages' in reading && reading.passages.map(({ heading }) => heading)).toEqual([
      'Animals (all)',
      'Animals (all) > Code',
    ])
  })

  it('is its only article when it has no main part, and its body when it has several', async () => {
    expect(texts(await read('text/html', '<div>Menu</div><article><header>Title</header>Text</article>'))).toEqual([
      'Title\n\nText',
    ])
    const two = '<header>Site</header><article>One</article><article>Two</article><aside>Ad</aside>'
    expect(texts(await read('text/html', two))).toEqual(['One\n\nTwo'])
  })

  it('takes text that looks like Markdown for no structure', async () => {
    const reading = await read('text/html', '<p># no heading\n``` no fence\n<h1>Heading</h1><p>Text')
    expect('passages' in reading && reading.passages.map(({ heading }) => heading)).toEqual(['', 'Heading'])
  })

  it('keeps a table and code whole where they fit a passage', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => `<tr><td>row ${n}`).join('')
    const html = `<p>${'Some words. '.repeat(200)}<table>${rows}</table><p>x<pre>${'line\n'.repeat(60)}</pre>`
    const all = texts(await read('text/html', html))
    expect(all.filter((text) => text.includes('row 0') && text.includes('row 29'))).toHaveLength(1)
    expect(all.filter((text) => text.startsWith('```') && text.endsWith('```'))).toHaveLength(1)
  })

  it('is read in the encoding that it declares', async () => {
    const bytes = Buffer.from('<meta charset="koi8-r"><p>\xf0\xf2\xe9', 'latin1')
    const reading = await readDocument({ bytes, mediaType: 'text/html' })
    expect(texts(reading)).toEqual(['ПРИ'])
    expect(reading).toMatchObject({ notes: ['read as koi8-r'] })
  })
})

describe('JSON', () => {
  it('gives a passage for each record, by its pointer', async () => {
    const text =
      '{\n "title": "List",\n "a/b": [\n  {"name": "Ann", "tags": ["x", "y"], "at": {"city": "Rom"}},\n  {"name": "Bob"}\n ]\n}'
    const reading = await read('application/json', text)
    expect(texts(reading)).toEqual(['title: List', 'name: Ann\ntags: x, y\nat.city: Rom', 'name: Bob'])
    expect(places(reading)).toEqual(['/title', '/a~1b/0', '/a~1b/1'])
  })

  it('keeps numbers as they are written and strings as they are meant', async () => {
    expect(
      texts(await read('application/json', '{"n": 1.10, "big": 12345678901234567890, "s": "a\\u00e9\\nb"}')),
    ).toEqual(['n: 1.10\nbig: 12345678901234567890\ns: aé\nb'])
  })

  it('cuts what is no list by its members, and a record only when it is too large', async () => {
    const large = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`key${n}`, 'word '.repeat(20)]))
    const reading = await read('application/json', JSON.stringify({ small: { a: 1 }, large, list: [1, 2] }))
    expect(places(reading)).toContain('/large')
    expect(Math.max(...texts(reading).map((text) => text.length))).toBeLessThanOrEqual(3_200)
  })

  it('takes comments, and reads what is no JSON as text with a note that names the line', async () => {
    expect(texts(await read('application/json', '// why\n{"a": 1,}'))).toEqual(['a: 1'])
    const broken = await read('application/json', '{\n"a": 1\n"b": }')
    expect(broken).toMatchObject({
      notes: [expect.stringMatching(/^is not valid JSON \(line 3: \w+\): read as plain text$/)],
    })
    expect(texts(broken)).toEqual(['{\n"a": 1\n"b": }'])
  })

  it('as lines gives a passage for each line, and says which are none', async () => {
    const reading = await read('application/x-ndjson', '{"a": 1}\n\nno json\n{"b": 2}')
    expect([texts(reading), places(reading)]).toEqual([
      ['a: 1', 'b: 2'],
      ['line 1', 'line 4'],
    ])
    expect(reading).toMatchObject({ notes: ['1 of its lines is not valid JSON (the first is line 3)'] })
  })
})

describe('a table', () => {
  it('gives a passage for each row, named by its columns', async () => {
    const reading = await read('text/csv', 'name;note\nAnn;"two\nlines"\n\nBob;\n')
    expect([texts(reading), places(reading)]).toEqual([
      ['name: Ann\nnote: two\nlines', 'name: Bob'],
      ['row 1', 'row 2'],
    ])
  })

  it('numbers its columns when the first row names none', async () => {
    const reading = await read('text/csv', '1,Ann\n2,Bob')
    expect(texts(reading)).toEqual(['column 1: 1\ncolumn 2: Ann', 'column 1: 2\ncolumn 2: Bob'])
    expect(reading).toMatchObject({ notes: ['its columns have no names'] })
  })

  it('takes rows of any length', async () => {
    expect(texts(await read('text/tab-separated-values', 'a\tb\n1\n1\t2\t3'))).toEqual([
      'a: 1',
      'a: 1\nb: 2\ncolumn 3: 3',
    ])
  })
})

describe('the type of a document', () => {
  it.each([
    ['text/html; charset=ISO-8859-1', 'x', { mediaType: 'text/html', charset: 'ISO-8859-1' }],
    ['Text/Markdown; charset="utf-8"', 'x', { mediaType: 'text/markdown', charset: 'utf-8' }],
    ['', 'a/b.PDF', { mediaType: 'application/pdf', charset: undefined }],
    ['application/octet-stream', 'x.csv', { mediaType: 'text/csv', charset: undefined }],
    ['application/ld+json', 'x', { mediaType: 'application/json', charset: undefined }],
    ['text/x-python', 'x', { mediaType: 'text/plain', charset: undefined }],
    ['image/png', 'x.md', null],
    ['', 'x.png', null],
    ['', 'constructor', null],
  ])('%j of %j', (contentType, name, type) => {
    expect(parseMediaType(contentType, name)).toEqual(type)
  })
})
