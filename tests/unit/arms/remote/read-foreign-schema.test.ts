import { describe, expect, it } from 'vitest'
import { readForeignSchema } from '../../../../src/arms/remote/read-foreign-schema.ts'

/** Each level refers twice to the one below: 2^60 places when written out. */
function doubling(keyword: 'anyOf' | 'allOf') {
  const levels = Array.from({ length: 60 }, (_, level) => {
    const $ref = `#/$defs/a${level}`
    return [`a${level + 1}`, { [keyword]: [{ $ref }, { $ref }] }] as const
  })
  const $defs = { a0: { type: 'string' }, ...Object.fromEntries(levels) }
  return { type: 'object', $defs, properties: { word: { $ref: '#/$defs/a60' } } }
}

describe('the schema of somebody else', () => {
  it.each([
    ['doubles its alternatives with each level', doubling('anyOf')],
    ['doubles its demands with each level', doubling('allOf')],
    [
      'doubles its types with each level',
      Array.from({ length: 60 }).reduce<object>(
        (below) => ({ type: ['object', 'object', 'array'], properties: { below } }),
        {
          type: 'string',
        },
      ),
    ],
    ['refers to itself twice', { type: 'object', properties: { word: { anyOf: [{ $ref: '#' }, { $ref: '#' }] } } }],
    [
      'hides the doubling under a name of its own',
      { type: 'object', properties: { $defs: doubling('anyOf'), $ref: { $ref: '#/$defs/a' } } },
    ],
  ])('that %s lets every object pass, at once', (_, schema) => {
    expect(readForeignSchema(schema).safeParse({ word: 1, below: {} }).success).toBe(true)
    expect(readForeignSchema(schema).safeParse('no object').success).toBe(false)
  })

  it('that is a tree, or has values that may be null, is checked', () => {
    const kids = { type: 'array', items: { $ref: '#' } }
    const tree = readForeignSchema({ type: 'object', properties: { name: { type: 'string' }, kids } })
    expect(tree.safeParse({ name: 'a', kids: [{ name: 'b' }] }).success).toBe(true)
    expect(tree.safeParse({ name: 'a', kids: [{ name: 1 }] }).success).toBe(false)
    const orNull = { anyOf: [{ type: 'string' }, { type: 'null' }] }
    const names = Array.from({ length: 100 }, (_, index) => [`name${index}`, orNull] as const)
    const nullable = readForeignSchema({ type: 'object', properties: Object.fromEntries(names) })
    expect(nullable.safeParse({ name1: null, name2: 'a' }).success).toBe(true)
    expect(nullable.safeParse({ name1: 1 }).success).toBe(false)
  })
})
