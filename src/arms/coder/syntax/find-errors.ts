import type { Node } from '@vscode/tree-sitter-wasm'

/** Where a text is not of its language, and why. Line and column (UTF-16 units) count from 1. */
export interface SyntaxFault {
  readonly line: number
  readonly column: number
  readonly message: string
}

const MAX_FAULTS = 10
const MAX_SHOWN_CHARS = 40
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '${': '}' }

/** The first ten places of a tree that the grammar could not read, in reading order. */
export function findErrors(root: Node): SyntaxFault[] {
  const faults: SyntaxFault[] = []
  // A list instead of recursion: hostile texts nest deeper than the stack is.
  const open: Node[] = [root]
  for (let node = open.pop(); node && faults.length < MAX_FAULTS; node = open.pop()) {
    if (node.isMissing || node.isError) faults.push(describe(node))
    else if (node.hasError) open.push(...childrenOf(node).reverse())
  }
  return faults
}

function describe(node: Node): SyntaxFault {
  if (node.isMissing) return at(node, node.isNamed ? `Expected ${readable(node.type)}` : `Expected \`${node.type}\``)
  const opener = unclosedIn(node)
  return opener ? at(opener, `\`${opener.type}\` is never closed`) : at(node, `Unexpected \`${beginningOf(node)}\``)
}

function at({ startPosition }: Node, message: string): SyntaxFault {
  return { line: startPosition.row + 1, column: startPosition.column + 1, message }
}

/** The last bracket in the unreadable stretch that nothing in it closes: most often the cause. */
function unclosedIn(node: Node): Node | undefined {
  const open: Node[] = []
  for (const child of childrenOf(node)) {
    const last = open.at(-1)
    if (child.type in CLOSERS) open.push(child)
    else if (last && CLOSERS[last.type] === child.type) open.pop()
  }
  return open.at(-1)
}

function beginningOf({ text }: Node): string {
  const line = text.trimStart().split('\n', 1)[0]?.trimEnd() ?? ''
  return line.length > MAX_SHOWN_CHARS ? `${line.slice(0, MAX_SHOWN_CHARS)}…` : line
}

const readable = (type: string) => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type.replaceAll('_', ' ')}`

const childrenOf = (node: Node) => node.children.filter((child) => child !== null)
