import type { DefaultTreeAdapterTypes } from 'parse5'
import { attributeOf, type Element, type HtmlNode, isElement, isFrame, isLayout, isLeftOut } from './html-content.ts'
import type { PageBuilder } from './page-builder.ts'
import type { PlacedLine } from './placed-lines.ts'

interface Page extends PageBuilder {
  /** The HTML. */
  readonly source: string
  /** The lists it is in, innermost last: how many items a numbered one has so far, null for others. */
  readonly lists: (number | null)[]
  /** The tables it is in, innermost last: whether each only arranges blocks. */
  readonly layouts: boolean[]
  /** How many headings and rows it is in, where a line of the source is no line of the page. */
  joined: number
  /** How many elements it is in that make a header or footer part of the content. */
  articles: number
}

/** Renders what is below, without a call for each level: pages may be nested deeper than the stack is. */
export function renderHtml(root: Element, source: string, builder: PageBuilder): void {
  const page: Page = {
    ...builder,
    source,
    lists: [],
    layouts: [],
    joined: 0,
    articles: root.tagName === 'body' ? 0 : 1,
  }
  const waiting: Waiting[] = [root]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const after of visit(next, page).toReversed()) waiting.push(after)
  }
}

type Waiting = HtmlNode | (() => void)

/** Does what the next thing asks for, and says what comes after it. */
function visit(next: Waiting, page: Page): readonly Waiting[] {
  if (typeof next === 'function') next()
  else if (isText(next)) addText(next, page)
  else if (isElement(next)) {
    const leave = enter(next, page)
    return leave === null ? [] : [...next.childNodes, leave]
  }
  return []
}

/** What is to be done before what is below an element, and after it; null leaves out what is below. */
type Enter = (element: Element, page: Page) => (() => void) | null

const enter: Enter = (element, page) => {
  if (isLeftOut(element) || (isFrame(element) && page.articles === 0)) return null
  return (ENTER.get(element.tagName) ?? inline)(element, page)
}

const inline: Enter = () => () => {}

const end = (page: Page) => {
  if (page.joined > 0) page.mark(' ')
  else if (page.lists.length > 0) page.endLine()
  else page.endBlock()
}

const block: Enter = ({ tagName }, page) => {
  const articles = tagName === 'article' || tagName === 'main' ? 1 : 0
  page.articles += articles
  end(page)
  return () => {
    page.articles -= articles
    end(page)
  }
}

const heading: Enter = (element, page) => {
  if (page.joined > 0 || page.lists.length > 0) return block(element, page)
  page.startHeading(Number(element.tagName.slice(1)))
  page.joined += 1
  return () => {
    page.joined -= 1
    page.endHeading()
  }
}

const list: Enter = ({ tagName }, page) => {
  end(page)
  page.lists.push(tagName === 'ol' ? 0 : null)
  return () => {
    page.lists.pop()
    end(page)
  }
}

const MAX_INDENT = 8

const item: Enter = (element, page) => {
  if (page.joined > 0) return block(element, page)
  const count = page.lists.pop() ?? null
  page.lists.push(count === null ? null : count + 1)
  const indent = '  '.repeat(Math.min(page.lists.length - 1, MAX_INDENT))
  page.startLine(count === null ? `${indent}- ` : `${indent}${count + 1}. `)
  return page.endLine
}

const table: Enter = (element, page) => {
  const layout = isLayout(element)
  end(page)
  page.layouts.push(layout)
  if (!layout) page.lists.push(null) // its rows are lines of one block
  return () => {
    page.layouts.pop()
    if (!layout) page.lists.pop()
    end(page)
  }
}

const row: Enter = (element, page) => {
  if (page.joined > 0 || page.layouts.at(-1)) return block(element, page)
  page.startLine('| ')
  page.joined += 1
  return () => {
    page.joined -= 1
    page.endLine()
  }
}

const cell: Enter = (element, page) => (page.layouts.at(-1) ? block(element, page) : () => page.mark(' | '))

const preformatted: Enter = (element, page) => {
  if (page.joined > 0) return inline(element, page)
  const lines = linesIn(element, page)
  while (lines.at(-1)?.text.trim() === '') lines.pop()
  page.addFence(lines)
  return null
}

const code: Enter = (_element, page) => {
  page.mark('`')
  return () => page.mark('`')
}

const lineBreak: Enter = (_element, page) => {
  if (page.joined > 0) page.mark(' ')
  else page.endLine()
  return null
}

const MAX_ADDRESS_CHARS = 300

const link: Enter = (element, page) => {
  const address = attributeOf(element, 'href')?.trim() ?? ''
  const isReadable = /^https?:\/\//i.test(address) && address.length <= MAX_ADDRESS_CHARS
  return () => page.mark(isReadable ? ` (${address})` : '')
}

const image: Enter = (element, page) => {
  const said = (attributeOf(element, 'alt') ?? '').replaceAll('\n', ' ')
  page.add(said, element.sourceCodeLocation?.startLine ?? 1, page.joined > 0)
  return null
}

const ENTER: ReadonlyMap<string, Enter> = new Map([
  ...each(heading, 'h1 h2 h3 h4 h5 h6'),
  ...each(list, 'ul ol dl'),
  ...each(item, 'li'),
  ...each(table, 'table'),
  ...each(row, 'tr'),
  ...each(cell, 'td th'),
  ...each(preformatted, 'pre listing xmp'),
  ...each(code, 'code kbd samp'),
  ...each(lineBreak, 'br'),
  ...each(link, 'a'),
  ...each(image, 'img'),
  ...each(
    block,
    `address article aside blockquote caption center dd details div dt fieldset figcaption figure footer form header hr
    hgroup legend main p section summary tbody tfoot thead`,
  ),
])

function each(how: Enter, names: string): (readonly [string, Enter])[] {
  return names.split(/\s+/).map((name) => [name, how] as const)
}

type Text = DefaultTreeAdapterTypes.TextNode

const isText = (node: HtmlNode): node is Text => node.nodeName === '#text'

function addText(node: Text, page: Page): void {
  const { value, line } = located(node, page)
  page.add(value, line, page.joined > 0)
}

/** The text with line breaks only where the source has them; one that is written as a character reference is a space. */
function located(node: Text, { source }: Page): { readonly value: string; readonly line: number } {
  const place = node.sourceCodeLocation
  if (!place) return { value: node.value, line: 1 }
  const written = source.slice(place.startOffset, place.endOffset)
  const isAsWritten = breaksIn(written) === breaksIn(node.value)
  return { value: isAsWritten ? node.value : node.value.replaceAll('\n', ' '), line: place.startLine }
}

const breaksIn = (text: string) => text.split('\n').length

/** What stands below an element, line by line, with all its spaces. */
function linesIn(element: Element, page: Page): PlacedLine[] {
  const lines: PlacedLine[] = []
  let open = false
  for (const node of leavesBelow(element)) {
    if (isText(node)) addLines(lines, located(node, page), open)
    open = isText(node)
  }
  return lines
}

/** Texts and line breaks, in document order. */
function* leavesBelow(element: Element): Generator<HtmlNode> {
  const waiting = element.childNodes.toReversed()
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (isText(node) || (isElement(node) && node.tagName === 'br')) yield node
    else if (isElement(node)) for (const child of node.childNodes.toReversed()) waiting.push(child)
  }
}

function addLines(lines: PlacedLine[], { value, line }: ReturnType<typeof located>, joinsLast: boolean): void {
  for (const [below, text] of value.split('\n').entries()) {
    const last = below === 0 && joinsLast ? lines.pop() : undefined
    const at = line + below
    lines.push(last ? { ...last, text: last.text + text, lastLine: at } : { text, line: at, lastLine: at })
  }
}
