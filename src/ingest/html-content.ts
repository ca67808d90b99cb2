import { type DefaultTreeAdapterTypes, html } from 'parse5'

type Document = DefaultTreeAdapterTypes.Document
export type Element = DefaultTreeAdapterTypes.Element
export type HtmlNode = DefaultTreeAdapterTypes.ChildNode

const { TAG_NAMES } = html

/** What is never read: what a browser does not show, or shows without words, and the frame around a page. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['head', 'script', 'style', 'template', 'noscript', 'svg', 'math', 'iframe', 'object', 'canvas', 'audio', 'video'],
  ...['nav', 'button', 'select', 'textarea', 'datalist', 'dialog', 'menu'],
])
// Around an article they hold the site's name and links; inside one, its title and notes.
const FRAME: ReadonlySet<string> = new Set(['header', 'footer', 'aside'])
const FRAME_ROLES: ReadonlySet<string> = new Set(['navigation', 'banner', 'contentinfo', 'search', 'complementary'])
const HIDDEN = /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i

export const isElement = (node: HtmlNode): node is Element => 'tagName' in node

export const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value

/** Where the content of a page is: its main part, its only article, or else its body. */
export function contentOf(document: Document): Element | null {
  const found = { main: [] as Element[], article: [] as Element[], body: [] as Element[] }
  walk(document.childNodes, (element) => {
    if (element.tagName === TAG_NAMES.MAIN || attributeOf(element, 'role') === 'main') found.main.push(element)
    if (element.tagName === TAG_NAMES.ARTICLE) found.article.push(element)
    if (element.tagName === TAG_NAMES.BODY) found.body.push(element)
    return !isLeftOut(element)
  })
  const [main] = found.main
  const [article, another] = found.article
  return main ?? (another ? undefined : article) ?? found.body[0] ?? null
}

/** The words of its title element, in one line. */
export function titleOf(document: Document): string | null {
  let title: string | null = null
  walk(document.childNodes, (element) => {
    if (title === null && element.tagName === TAG_NAMES.TITLE) title = textIn(element)
    return title === null && element.tagName !== TAG_NAMES.BODY
  })
  return title === '' ? null : title
}

const textIn = (element: Element) =>
  element.childNodes
    .map((node) => ('value' in node ? node.value : ''))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

export function isLeftOut(element: Element): boolean {
  if (LEFT_OUT.has(element.tagName)) return true
  if (attributeOf(element, 'hidden') !== undefined || attributeOf(element, 'aria-hidden') === 'true') return true
  return FRAME_ROLES.has(attributeOf(element, 'role') ?? '') || HIDDEN.test(attributeOf(element, 'style') ?? '')
}

export const isFrame = (element: Element) => FRAME.has(element.tagName)

const ARRANGES: ReadonlySet<string> = new Set([
  'table',
  'article',
  'section',
  'pre',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
])

/** Whether a table only arranges blocks on the page, as in pages of old. */
export function isLayout(table: Element): boolean {
  if (attributeOf(table, 'role') === 'presentation') return true
  let found = false
  walk(table.childNodes, ({ tagName }) => {
    found ||= ARRANGES.has(tagName)
    return !found
  })
  return found
}

/** Visits elements in document order, those below one only where `enter` says so. However deep they are nested. */
function walk(nodes: readonly HtmlNode[], enter: (element: Element) => boolean): void {
  const waiting = nodes.toReversed()
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (isElement(node) && enter(node)) for (const child of node.childNodes.toReversed()) waiting.push(child)
  }
}
