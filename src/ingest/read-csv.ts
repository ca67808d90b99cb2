import { CsvError, parse } from 'csv-parse/sync'
import type { Chunk } from '../store/chunk-document.ts'
import { type PlacedLine, recordPassages } from './placed-lines.ts'
import type { Reading } from './reading.ts'

// A row as long as a book is a quotation mark that is never closed.
const MAX_ROW_CHARS = 1_000_000
const SEPARATORS = [',', ';', '\t', '|'] as const

interface Row {
  readonly cells: readonly string[]
  readonly line: number
  readonly lastLine: number
}

/**
 * A passage for each row of a table, as lines of "column: value", placed by the row's number (1 is the first below the
 * header). The first row names the columns unless one of its cells is empty, a number, or there twice. Without a
 * `separator`, the one that stands most often in the first line.
 */
export function readCsv(text: string, separator: string = likelySeparator(text)): Reading {
  const rows = parseRows(text, separator)
  if ('refused' in rows) return rows
  const [first] = rows
  const isHeader = first !== undefined && namesColumns(first.cells)
  const columns = isHeader ? first.cells : []
  const passages = rows.slice(isHeader ? 1 : 0).flatMap((row, index) => toPassage(row, columns, index + 1))
  return { title: null, passages, notes: isHeader || rows.length === 0 ? [] : ['its columns have no names'] }
}

function parseRows(text: string, separator: string): readonly Row[] | { readonly refused: string } {
  const rows: Row[] = []
  const add = (cells: readonly string[], lastLine: number) => {
    const line = cells.reduce((above, cell) => above - linesIn(cell), lastLine)
    rows.push({ cells, line, lastLine })
  }
  try {
    parse(text, {
      delimiter: separator,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_CHARS,
      on_record: (record: readonly string[], { lines }) => {
        add(record, lines)
        return null
      },
    })
    return rows
  } catch (error) {
    if (error instanceof CsvError) return { refused: reasonFor(error) }
    throw error
  }
}

const linesIn = (text: string) => text.split('\n').length - 1

function reasonFor(error: CsvError): string {
  const line = 'lines' in error && typeof error['lines'] === 'number' ? ` (line ${error['lines']})` : ''
  const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
  return isOpen ? `a quotation mark is never closed${line}` : `is no table of separated values${line}`
}

function namesColumns(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim())
  const isName = (name: string) => name !== '' && Number.isNaN(Number(name.replace(',', '.')))
  return names.every(isName) && new Set(names).size === names.length
}

function toPassage({ cells, line: rowLine }: Row, columns: readonly string[], number: number): Chunk[] {
  let line = rowLine
  const lines: PlacedLine[] = []
  for (const [index, cell] of cells.entries()) {
    const name = columns[index]?.trim() ?? `column ${index + 1}`
    const from = line + linesIn(cell.slice(0, cell.length - cell.trimStart().length))
    const parts = cell.trim() === '' ? [] : `${name}: ${cell.trim()}`.split('\n')
    lines.push(...parts.map((text, below) => ({ text, line: from + below, lastLine: from + below })))
    line += linesIn(cell)
  }
  return recordPassages(lines, `row ${number}`)
}

function likelySeparator(text: string): string {
  const end = text.indexOf('\n')
  const first = end === -1 ? text : text.slice(0, end)
  const counted = SEPARATORS.map((separator) => ({ separator, count: first.split(separator).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).separator
}
