import { stripTypeScriptTypes } from 'node:module'
import type { SyntaxFault } from './find-errors.ts'

export type Stripped =
  | { readonly ok: true; readonly javascript: string }
  | { readonly ok: false; readonly fault: SyntaxFault }

/**
 * TypeScript as JavaScript, by the compiler that is part of Node. Lines stay where they are, unless there is syntax with
 * an effect of its own (enums, parameter properties): that is rewritten. Not for JSX.
 */
export function stripTypes(text: string): Stripped {
  try {
    return { ok: true, javascript: strip(text) }
  } catch (error) {
    return { ok: false, fault: readFault(error instanceof Error ? error : new Error(String(error))) }
  }
}

function strip(text: string): string {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' })
  } catch (error) {
    const isRewritable = error instanceof Error && 'code' in error && error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
    if (!isRewritable) throw error
    return stripTypeScriptTypes(text, { mode: 'transform' })
  }
}

/** What the compiler says and where: Node 24 draws the place into the stack, Node 22 into the message. */
export function readFault({ message, stack = '' }: Pick<Error, 'message' | 'stack'>): SyntaxFault {
  const [first = ''] = message.split('\n', 1)
  const said = first.replace(/^\s*[x×]\s+/, '')
  const { line, column } = placeInStack(stack) ?? placeInMessage(message) ?? { line: 1, column: 1 }
  return { line, column, message: said }
}

function placeInStack(stack: string): { line: number; column: number } | null {
  const [head = '', ...frame] = (stack.split(/\n\s*\n/, 1)[0] ?? '').split('\n')
  const line = /^[^\s]*:(\d+)$/.exec(head)?.[1]
  if (line === undefined) return null
  const caret = frame.findLast((drawn) => /^\s*\^+\s*$/.test(drawn))
  return { line: Number(line), column: caret === undefined ? 1 : caret.indexOf('^') + 1 }
}

function placeInMessage(message: string): { line: number; column: number } | null {
  const lines = message.split('\n')
  const at = lines.findIndex((drawn) => /^\s*[:·]\s*\^/.test(drawn))
  const source = /^(\s*(\d+) [|│] )/.exec(lines[at - 1] ?? '')
  if (!source) return null
  const [, margin = '', line = '1'] = source
  return { line: Number(line), column: (lines[at] ?? '').indexOf('^') - margin.length + 1 }
}
