import { describe, expect, it } from 'vitest'
import { isDeclared, isInFolder, keepWithin } from '../../../../src/arms/executor/declared-files.ts'

describe('a path', () => {
  it.each(['a', 'a/b.txt', '.hidden', 'a..b', 'ü'])('such as "%s" is in the working folder', (path) => {
    expect(isInFolder(path)).toBe(true)
  })

  it.each(['', '/', '/a', '..', '../a', 'a/../b', 'a/..', './a', 'a//b', 'a/', 'a\\..\\b', 'a\0b'])(
    'such as "%s" is not in the working folder',
    (path) => {
      expect(isInFolder(path)).toBe(false)
    },
  )
})

describe('a declared output', () => {
  const paths = ['a.csv', 'b.csv', 'out/a.csv', 'out/deep/x.png', 'a.csv.bak']

  it.each([
    ['a.csv', ['a.csv']],
    ['*.csv', ['a.csv', 'b.csv']],
    ['?.csv', ['a.csv', 'b.csv']],
    ['out/**', ['out/a.csv', 'out/deep/x.png']],
    ['**/*.csv', ['out/a.csv']],
    ['**.csv', ['a.csv', 'b.csv', 'out/a.csv']],
    ['*', ['a.csv', 'b.csv', 'a.csv.bak']],
    ['[ab].csv', []],
    ['', []],
  ])('"%s" names %j', (pattern, expected) => {
    expect(paths.filter((path) => isDeclared(path, [pattern]))).toEqual(expected)
  })

  it('is every file when nothing was declared, and none when the list is empty', () => {
    expect(paths.filter((path) => isDeclared(path, null))).toEqual(paths)
    expect(paths.filter((path) => isDeclared(path, []))).toEqual([])
  })

  it('is found without trying every way to read a hostile pattern', () => {
    expect(isDeclared('a'.repeat(200), [`${'*a'.repeat(90)}b`])).toBe(false)
  })
})

describe('what comes back', () => {
  const bytes = (size: number) => new Uint8Array(size).fill(120)

  it('is text where it is UTF-8, else base64', () => {
    const { files } = keepWithin([
      ['a', new TextEncoder().encode('\ufeffé')],
      ['b', Uint8Array.of(0xff, 0)],
    ])
    expect(files).toEqual({ a: '\ufeffé', b: { base64: '/wA=' } })
  })

  it('is at most 20 files and 256 KB, and says when there was more', () => {
    const many = keepWithin(Array.from({ length: 21 }, (_, n) => [String(n), bytes(1)] as const))
    expect([Object.keys(many.files).length, many.filesTruncated]).toEqual([20, true])
    const large = keepWithin([['large', bytes(262_145)] as const, ['small', bytes(262_144)] as const])
    expect([Object.keys(large.files), large.filesTruncated]).toEqual([['small'], true])
  })

  it('is never taken for something of JavaScript’s own', () => {
    const { files } = keepWithin([['__proto__', Uint8Array.of(0xff)] as const])
    expect(Object.getPrototypeOf(files)).toBe(Object.prototype)
    expect(Object.keys(files)).toEqual(['__proto__'])
  })
})
