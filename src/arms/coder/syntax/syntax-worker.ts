import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import treeSitter, { type Language, type Tree } from '@vscode/tree-sitter-wasm'
import { type SyntaxReply, SyntaxRequest } from './check-syntax.ts'
import { findErrors, type SyntaxFault } from './find-errors.ts'
import { stripTypes } from './strip-types.ts'

// The thread that reads code. A text that keeps the parser busy is ended with it.

const folder = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'))
const grammars = new Map<string, Language>()
const loaded = treeSitter.Parser.init()

parentPort?.on('message', (message: unknown) => {
  const { language, text } = SyntaxRequest.parse(message)
  // What goes wrong here ends the thread, and the other side says that the text was not checked.
  void check(language, text).then((reply) => parentPort?.postMessage(reply))
})

async function check(language: SyntaxRequest['language'], text: string): Promise<SyntaxReply> {
  const { faults, obstacle } = await parse(language, text)
  if (language === 'javascript' || language === 'typescript') return secondOpinion(language, text, faults, obstacle)
  return { faults, javascript: null, obstacle: null }
}

interface Parsed {
  readonly faults: SyntaxFault[]
  readonly obstacle: string | null
}

async function parse(language: SyntaxRequest['language'], text: string): Promise<Parsed> {
  const parsed = await parseAs(language, text)
  if (language !== 'typescript' || parsed.faults.length === 0) return parsed
  const withMarkup = await parseAs('tsx', text)
  return withMarkup.faults.length === 0 ? withMarkup : parsed
}

async function parseAs(grammar: string, text: string): Promise<Parsed> {
  const language = await grammarOf(grammar)
  const parser = new treeSitter.Parser()
  parser.setLanguage(language)
  const tree = parser.parse(text)
  try {
    if (!tree) throw new Error('The parser gave no tree.')
    return { faults: findErrors(tree.rootNode), obstacle: obstacleIn(tree) }
  } finally {
    tree?.delete()
    parser.delete()
  }
}

async function grammarOf(name: string): Promise<Language> {
  await loaded
  const known = grammars.get(name)
  if (known) return known
  const grammar = await treeSitter.Language.load(join(folder, `tree-sitter-${name}.wasm`))
  grammars.set(name, grammar)
  return grammar
}

const OBSTACLES: Readonly<Record<string, string>> = {
  decorator: 'decorators',
  jsx_element: 'JSX',
  jsx_self_closing_element: 'JSX',
}

/** Valid syntax that the sandbox's JavaScript does not know. */
function obstacleIn({ rootNode }: Tree): string | null {
  const [first] = rootNode.descendantsOfType(Object.keys(OBSTACLES))
  return first ? (OBSTACLES[first.type] ?? null) : null
}

/** Node's own compiler has the last word on what tree-sitter reads too strictly or too kindly. It knows no JSX. */
function secondOpinion(
  language: 'javascript' | 'typescript',
  text: string,
  faults: SyntaxFault[],
  obstacle: string | null,
): SyntaxReply {
  if (obstacle === 'JSX') return { faults, javascript: null, obstacle }
  const stripped = stripTypes(text)
  if (!stripped.ok) return { faults: [stripped.fault], javascript: null, obstacle: null }
  // JavaScript has no types to strip: where some were, tree-sitter is right.
  const isAgreed = faults.length === 0 || language === 'typescript' || stripped.javascript === text
  if (!isAgreed) return { faults, javascript: null, obstacle: null }
  return { faults: [], javascript: language === 'typescript' ? stripped.javascript : text, obstacle }
}
