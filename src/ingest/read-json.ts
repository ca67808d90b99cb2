import { type Chunk, chunkDocument } from '../store/chunk-document.ts'
import { isBranch, type JsonBranch, type JsonNode, parseJsonTree } from './json-tree.ts'
import { type PlacedLine, recordPassages } from './placed-lines.ts'
import type { ReadDocument } from './reading.ts'

const MOST_CHARS = 3_000
const MOST_LEAVES = 40
const MAX_NAME_CHARS = 200
// Beyond, the lines alone say where it is.
const MAX_POINTER_CHARS = 500

/**
 * A passage for each record of a JSON text, as lines of "name: value", placed by its JSON pointer (RFC 6901). Records are
 * the items of a list of objects, at the top or one level below; what is no list is cut by its members. A text that is no
 * JSON is read as plain text and says so.
 */
export function readJson(text: string): ReadDocument {
  const parsed = parseJsonTree(text)
  if ('wrong' in parsed) {
    const passages = chunkDocument({ text, mediaType: 'text/plain' })
    return { title: null, passages, notes: [`${parsed.wrong}: read as plain text`] }
  }
  return { title: null, passages: cut(parsed.root, '', false, (pointer) => pointer), notes: [] }
}

/** A passage for each line of JSON Lines, placed by the line. Lines that are no JSON are left out, and it says so. */
export function readJsonLines(text: string): ReadDocument {
  const wrong: number[] = []
  const passages = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = parseJsonTree(line, index + 1)
    if ('root' in parsed) return cut(parsed.root, '', true, () => `line ${index + 1}`)
    wrong.push(index + 1)
    return []
  })
  const notes =
    wrong.length > 0
      ? [
          `${wrong.length} of its lines ${wrong.length === 1 ? 'is' : 'are'} not valid JSON (the first is line ${wrong[0]})`,
        ]
      : []
  return { title: null, passages, notes }
}

type ToPlace = (pointer: string) => string

/** `isRecord`: a record, or a part of one, which is kept whole as long as it fits. */
function cut(node: JsonNode, pointer: string, isRecord: boolean, toPlace: ToPlace): Chunk[] {
  if (!isBranch(node) || isWhole(node, isRecord)) return passagesOf(linesOf(node, ''), pointer, toPlace)
  const isList = isListOfRecords(node)
  const isAlone = (child: JsonNode) => isList || (isBranch(child) && !isWhole(child, isRecord))
  return inGroups(node.children, isAlone).flatMap((group) => {
    const [only, ...others] = group
    if (!only) return []
    const at = others.length === 0 ? `${pointer}/${escaped(only.key)}` : pointer
    if (isAlone(only.node)) return cut(only.node, at, isRecord || isList, toPlace)
    return passagesOf(
      group.flatMap((child) => linesOf(child.node, child.key)),
      at,
      toPlace,
    )
  })
}

const isWhole = (node: JsonBranch, isRecord: boolean) => fits(node) && (isRecord || !holdsRecords(node))

/** Neighbours that fit one passage together; those that are to be alone are. */
function inGroups(children: JsonBranch['children'], isAlone: (node: JsonNode) => boolean): JsonBranch['children'][] {
  const groups: JsonBranch['children'][] = []
  let size = { chars: Number.POSITIVE_INFINITY, leaves: 0 }
  for (const child of children) {
    const own = sizeOf(child.node)
    const joined = { chars: size.chars + own.chars, leaves: size.leaves + own.leaves }
    const alone = isAlone(child.node)
    const joins = !alone && fits(joined)
    if (joins) groups.at(-1)?.push(child)
    else groups.push([child])
    size = joins ? joined : { ...own, ...(alone ? { chars: Number.POSITIVE_INFINITY } : {}) }
  }
  return groups
}

function passagesOf(lines: readonly PlacedLine[], pointer: string, toPlace: ToPlace): Chunk[] {
  const place = toPlace(pointer)
  const passages = recordPassages(lines, place)
  return place === '' || place.length > MAX_POINTER_CHARS
    ? passages.map(({ place: _, ...passage }) => passage)
    : passages
}

const isListOfRecords = (node: JsonBranch) => node.isArray && node.children.some((child) => isBranch(child.node))

const holdsRecords = (node: JsonBranch) =>
  isListOfRecords(node) || node.children.some((child) => isBranch(child.node) && isListOfRecords(child.node))

const fits = ({ chars, leaves }: Pick<JsonBranch, 'chars' | 'leaves'>) => chars <= MOST_CHARS && leaves <= MOST_LEAVES

const sizeOf = (node: JsonNode) =>
  isBranch(node) ? { chars: node.chars, leaves: node.leaves } : { chars: node.text.length, leaves: 1 }

/** "name: value", a line for each value below; a list of plain values is one line. */
function linesOf(node: JsonNode, name: string): PlacedLine[] {
  const label = name === '' ? '' : `${shortened(name)}: `
  if (!isBranch(node)) return valueLines(`${label}${node.text}`, node)
  const isPlain = node.children.every((child) => !isBranch(child.node) && !child.node.text.includes('\n'))
  if (node.children.length === 0 || (node.isArray && isPlain && fits(node))) {
    const values = node.children.map((child) => (isBranch(child.node) ? '' : child.node.text)).join(', ')
    return [{ text: `${label}${values}`, line: node.line, lastLine: node.lastLine }]
  }
  return node.children.flatMap((child) => linesOf(child.node, below(name, child.key, node.isArray)))
}

const valueLines = (text: string, { line, lastLine }: JsonNode): PlacedLine[] =>
  text.split('\n').map((part) => ({ text: part, line, lastLine }))

function below(name: string, key: string, isArray: boolean): string {
  if (isArray) return `${name}[${key}]`
  return name === '' ? key : `${name}.${key}`
}

const shortened = (name: string) => (name.length > MAX_NAME_CHARS ? `…${name.slice(-MAX_NAME_CHARS)}` : name)
const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')
