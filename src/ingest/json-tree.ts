import { createScanner, type ParseError, printParseErrorCode, visit } from 'jsonc-parser'

/** A value of a JSON text with the lines it stands on, 1-based. */
export type JsonNode = JsonLeaf | JsonBranch

interface JsonLeaf {
  readonly line: number
  readonly lastLine: number
  /** A string's characters; anything else as it is written. */
  readonly text: string
}

export interface JsonBranch {
  readonly line: number
  lastLine: number
  readonly isArray: boolean
  readonly children: { readonly key: string; readonly node: JsonNode }[]
  /** Characters and values in it and below, as a measure of how much it is to read. */
  chars: number
  leaves: number
}

export const isBranch = (node: JsonNode): node is JsonBranch => 'children' in node

// The parser calls itself for each level; some thousands would be its end.
const MAX_DEPTH = 500

/** A JSON text as a tree; comments and trailing commas are let pass. Or what is wrong with it. */
export function parseJsonTree(text: string, firstLine = 1): { readonly root: JsonNode } | { readonly wrong: string } {
  if (isTooDeep(text)) return { wrong: `is nested deeper than ${MAX_DEPTH} levels` }
  const { visitor, rootOf } = treeBuilder(text, firstLine)
  const errors: (ParseError & { readonly line: number })[] = []
  visit(
    text,
    {
      ...visitor,
      onError: (error, offset, length, line) => errors.push({ error, offset, length, line: line + firstLine }),
    },
    { allowTrailingComma: true },
  )
  const [first] = errors
  if (first) return { wrong: `is not valid JSON (line ${first.line}: ${printParseErrorCode(first.error)})` }
  const root = rootOf()
  return root ? { root } : { wrong: 'is not valid JSON (it is empty)' }
}

// SyntaxKind of the scanner, an ambient const enum, which cannot be imported where types are only stripped.
const OPENING = new Set([1, 3])
const CLOSING = new Set([2, 4])
const END = 17

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true)
  let depth = 0
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (OPENING.has(token)) depth += 1
    else if (CLOSING.has(token)) depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** A parser's own tree keeps every token and takes 60 times the text; this one keeps values and lines. */
function treeBuilder(text: string, firstLine: number) {
  const open: JsonBranch[] = []
  let key = ''
  let root: JsonNode | null = null

  const add = (node: JsonNode) => {
    const parent = open.at(-1)
    if (!parent) root = node
    else parent.children.push({ key: parent.isArray ? String(parent.children.length) : key, node })
  }
  const begin = (isArray: boolean) => (_offset: number, _length: number, startLine: number) => {
    const line = startLine + firstLine
    const branch: JsonBranch = { line, lastLine: line, isArray, children: [], chars: 0, leaves: 0 }
    add(branch)
    open.push(branch)
  }
  const end = (_offset: number, _length: number, startLine: number) => {
    const branch = open.pop()
    if (!branch) return
    branch.lastLine = startLine + firstLine
    for (const child of branch.children) {
      branch.chars += child.key.length + 2 + (isBranch(child.node) ? child.node.chars : child.node.text.length)
      branch.leaves += isBranch(child.node) ? child.node.leaves : 1
    }
  }
  return {
    rootOf: () => root,
    visitor: {
      onObjectBegin: begin(false),
      onObjectProperty: (property: string) => {
        key = property
      },
      onObjectEnd: end,
      onArrayBegin: begin(true),
      onArrayEnd: end,
      onLiteralValue: (value: unknown, offset: number, length: number, startLine: number) => {
        const line = startLine + firstLine
        add({ line, lastLine: line, text: typeof value === 'string' ? value : text.slice(offset, offset + length) })
      },
    },
  }
}
