/**
 * The words by which an item is found: all texts and numbers of its value, or those at the paths of `index`
 * ("title", "chapters[*].text", "authors[0]"), or none when it is false.
 */
export function textOf(value: object, index: false | readonly string[] | undefined): string {
  if (index === false) return ''
  const parts = index ? index.flatMap((path) => at(value, path.split('.'))) : [value]
  return parts.flatMap(textsIn).join('\n')
}

const STEP = /^([^[\]]*)(?:\[(\*|\d+)\])?$/

function at(value: unknown, [step, ...rest]: readonly string[]): unknown[] {
  if (step === undefined) return [value]
  const [, name = '', place] = STEP.exec(step) ?? []
  const found = name === '' || name === '$' ? value : memberOf(value, name)
  if (place === undefined) return at(found, rest)
  if (!Array.isArray(found)) return []
  const items: unknown[] = place === '*' ? found : found.slice(Number(place), Number(place) + 1)
  return items.flatMap((item) => at(item, rest))
}

function memberOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null
  return isObject ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
