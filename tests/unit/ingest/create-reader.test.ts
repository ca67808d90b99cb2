import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createReader, type Reader } from '../../../src/ingest/create-reader.ts'
import type { Reading } from '../../../src/ingest/reading.ts'
import { bombPdf, pdfOf } from '../../support/pdf.ts'

const html = (text: string) => ({ bytes: Buffer.from(text), mediaType: 'text/html' })
const pdf = (bytes: Uint8Array) => ({ bytes, mediaType: 'application/pdf' })
const json = (text: string) => ({ bytes: Buffer.from(text), mediaType: 'application/json' })
const csv = (text: string) => ({ bytes: Buffer.from(text), mediaType: 'text/csv' })
const textsIn = (reading: Reading) => ('passages' in reading ? reading.passages.map(({ text }) => text) : reading)

describe('createReader', { timeout: 60_000 }, () => {
  const readers: Reader[] = []
  const open = (options: Parameters<typeof createReader>[0] = {}) => {
    const reader = createReader({ processes: 1, ...options })
    readers.push(reader)
    return reader
  }
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close()
  })

  it('refuses a PDF that unpacks to a gigabyte, and reads the next document', { timeout: 150_000 }, async () => {
    const reader = open({ limitMs: 120_000 })
    const bomb = await reader.read(pdf(bombPdf(1_200_000_000)))
    expect(bomb).toEqual({ refused: expect.stringContaining('more memory'), gaveUp: true })
    expect(textsIn(await reader.read(pdf(pdfOf([['Still here.']]))))).toEqual(['Still here.'])
  })

  it('refuses what takes too long, and reads the next document', async () => {
    const reader = open({ limitMs: 3_000 })
    const slow = pdfOf(
      Array.from({ length: 4_900 }, (_, n) => Array.from({ length: 40 }, () => `Page ${n} of very many.`)),
    )
    expect(await reader.read(pdf(slow))).toEqual({ refused: 'takes longer than 3 s to read', gaveUp: true })
    expect(textsIn(await reader.read(html('<p>Still here.')))).toEqual(['Still here.'])
  })

  it('leaves this process its turn while it reads', async () => {
    const reader = open()
    const reading = reader.read(html('<p>Some text.</p>\n'.repeat(100_000)))
    let turns = 0
    let done = false
    void reading.finally(() => {
      done = true
    })
    while (!done) {
      await sleep(1)
      turns += 1
    }
    expect(turns).toBeGreaterThan(20)
  })

  it.each([
    ['a PDF that ends in the middle', pdf(pdfOf([['x']], { compressed: true }).subarray(0, 300)), /PDF/],
    ['a PDF that is none', pdf(Buffer.from('%PDF-1.7\n<<<<<<<<<<')), /no valid PDF/],
    ['a PDF of pictures', pdf(pdfOf([[], []])), /no text, only pictures/],
    ['too many pages', pdf(pdfOf(Array.from({ length: 5_001 }, () => []))), /more than 5000 pages/],
    ['a quotation mark that is never closed', csv(`a,b\n1,"${'x,y\n'.repeat(300_000)}`), /never closed/],
    ['a page without words', html('<main></main><script>x</script>'), /no text that a reader/],
  ])('says why it does not read %s', async (_what, raw, reason) => {
    expect(await open().read(raw)).toEqual({ refused: expect.stringMatching(reason) })
  })

  it('asks for the password of an encrypted PDF to be taken off', async () => {
    // The fields of a standard security handler; no password of the user opens it.
    const key = `<${'ab'.repeat(32)}>`
    const encrypted = pdfOf([['Secret.']], {
      trailer: `/Encrypt << /Filter /Standard /V 1 /R 2 /O ${key} /U ${key} /P -4 >> /ID [<00> <00>]`,
    })
    expect(await open().read(pdf(encrypted))).toEqual({ refused: 'is encrypted: take its password off first' })
  })

  it.each([
    ['100,000 open tags', html(`${'<div>'.repeat(100_000)}deep`), 'deep'],
    ['10,000 tags of form', html(`${'<b><i><p>'.repeat(3_400)}deep`), 'deep'],
    ['10,000 tables in tables', html(`${'<table><tr><td>'.repeat(10_000)}deep`), 'deep'],
    ['a tag of 100,000 attributes', html(`<p ${'a=b '.repeat(100_000)}>deep`), 'deep'],
    ['JSON of 10,000 levels', json(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), '[[['],
    ['JSON of one long string', json(`{"a": "${'word '.repeat(500_000)}deep"}`), 'a: word'],
    ['a line of 10 MB', { bytes: Buffer.from('word '.repeat(2_000_000)), mediaType: 'text/plain' }, 'word'],
    ['a heading of 10 MB', { bytes: Buffer.from(`# ${'a #'.repeat(3_000_000)}`), mediaType: 'text/markdown' }, '# a'],
    ['three million lines', { bytes: Buffer.from('a\n'.repeat(3_000_000)), mediaType: 'text/plain' }, 'a'],
  ])('reads %s', async (_what, raw, text) => {
    const reading = await open().read(raw)
    expect(textsIn(reading)).toEqual(expect.arrayContaining([expect.stringContaining(text)]))
    if ('passages' in reading) for (const passage of reading.passages) expect(passage.text.length).toBeLessThan(16_001)
  })

  it('notes the pages that have no text', async () => {
    const reading = await open().read(pdf(pdfOf([['Text.'], [], ['More.']], { title: 'Report', compressed: true })))
    expect(reading).toMatchObject({ title: 'Report', notes: ['1 of 3 pages have no text'] })
    expect('passages' in reading && reading.passages.map(({ place, text }) => [place, text])).toEqual([
      ['page 1', 'Text.'],
      ['page 3', 'More.'],
    ])
  })

  it('reads many at once with few processes, each document once', async () => {
    const reader = open({ processes: 2 })
    const read = await Promise.all(Array.from({ length: 30 }, (_, n) => reader.read(html(`<p>Number ${n}.`))))
    expect(read.map(textsIn)).toEqual(Array.from({ length: 30 }, (_, n) => [`Number ${n}.`]))
  })

  it('answers what is being read and what waits when it is closed', async () => {
    const reader = open()
    const reading = [1, 2, 3].map(() => reader.read(html('<p>Text.</p>'.repeat(200_000))))
    await sleep(50)
    reader.close()
    for (const read of await Promise.all(reading)) expect(read).toHaveProperty('refused')
  })
})
