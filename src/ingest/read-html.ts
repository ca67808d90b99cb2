import { parse } from 'parse5'
import { contentOf, titleOf } from './html-content.ts'
import { createPageBuilder } from './page-builder.ts'
import { toPassages } from './placed-lines.ts'
import type { Reading } from './reading.ts'
import { renderHtml } from './render-html.ts'

/**
 * What a reader of the page sees of its content, cut at its headings: its main part or else its body, without navigation,
 * scripts, styles and what is hidden. Lists, tables and code keep their form, a link says where it leads. Lines are those of
 * the HTML.
 */
export function readHtml(text: string): Reading {
  const document = parse(text, { sourceCodeLocationInfo: true })
  const content = contentOf(document)
  const page = createPageBuilder()
  if (content) renderHtml(content, text, page)
  page.endBlock()
  if (page.blocks.length === 0) return { refused: 'has no text that a reader of the page would see' }
  return { title: titleOf(document), passages: toPassages(page.lines, page.blocks), notes: [] }
}
