import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createSyntaxCheck, PARSED_LANGUAGES } from '../../../../../src/arms/coder/syntax/check-syntax.ts'
import { failOnWarnings } from '../../../../support/no-warnings.ts'
import { VALID } from './valid-programs.ts'

failOnWarnings()
const check = createSyntaxCheck()

async function faultsOf(language: string, text: string) {
  const report = await check(language, text)
  return report.checked ? report.faults : report.reason
}

describe('the syntax check', () => {
  it.each(PARSED_LANGUAGES)('finds nothing wrong with a valid program of today in %s', async (language) => {
    expect(await faultsOf(language, VALID[language] ?? '')).toEqual([])
  })

  it.each([
    ['python', 'def add(a, b)\n    return a + b\n', 1, 'def add(a, b)'],
    ['python', 'def total(xs):\n    return sum(xs\n\nprint(total([1]))\n', 2, '`(` is never closed'],
    ['python', 'x = 1\ny == = 2\n', 2, 'Unexpected `=`'],
    ['javascript', 'const x = {\n  a: 1,\n  b: ;\n}\n', 3, 'Expression expected'],
    ['javascript', 'function f() {\n  return (1\n}\n', 3, "got '}'"],
    ['javascript', 'const a = 1\nlet x: number = 1\n', 2, 'Unexpected'],
    ['typescript', 'const a = 1\nfunction f(a: string {\n  return a\n}\n', 2, "got '{'"],
    ['typescript', 'interface A {\n  a: ;\n}\n', 2, 'expected'],
    ['go', 'package main\n\nfunc main() {\n\tx := \n}\n', 4, 'Expected an identifier'],
    ['go', 'package main\n\nfunc f(a int b int) {}\n', 3, 'Unexpected `b int`'],
    ['rust', 'fn main() {\n    let x = 5\n    let y = 6;\n}\n', 2, 'Expected `;`'],
    ['rust', 'fn main() {\n    println!("a");\n', 1, '`{` is never closed'],
    ['java', 'class A {\n  int f() {\n    return 1 + ;\n  }\n}\n', 3, 'Expected an identifier'],
    ['java', 'class A {\n  void m( {\n  }\n}\n', 2, 'Expected `)`'],
  ])('says where a fault in %s is and what was found: %j', async (language, text, line, message) => {
    const faults = await faultsOf(language, text)
    expect(faults).toMatchObject([{ line, message: expect.stringContaining(message) }])
  })

  it('names the column, counted from 1', async () => {
    expect(await faultsOf('python', 'x = 1\ny == = 2\n')).toMatchObject([{ column: 6 }])
    expect(await faultsOf('typescript', 'const x = {\n  b: ;\n}\n')).toMatchObject([{ column: 6 }])
  })

  it.each([
    ['return', 'return 1'],
    ['break', 'if (true) { break }'],
  ])('sees in JavaScript what a grammar lets pass: a %s out of place', async (_, text) => {
    expect(await faultsOf('javascript', text)).toHaveLength(1)
  })

  it('tells at most ten faults of one text', async () => {
    const faults = await faultsOf('go', `package main\n${'func f(a int b int) {}\n'.repeat(30)}`)
    expect(faults).toHaveLength(10)
  })

  it('reads a text that nests deeper than the stack is', async () => {
    expect(await faultsOf('rust', `fn main() { ${'f('.repeat(20_000)} }`)).not.toEqual([])
  })

  it('gives TypeScript as the JavaScript it is, on the same lines', async () => {
    const report = await check('typescript', 'interface A { a: string }\n\nexport const f = (a: A): string => a.a!\n')
    const javascript = report.checked ? report.javascript : null
    expect(javascript?.split('\n')[2]).toMatch(/^export const f = \(a {3}\) +=> a\.a *$/)
  })

  it('gives enums and parameter properties the code they stand for', async () => {
    const report = await check('typescript', 'enum A { B }\nclass C { constructor(readonly d: A) {} }')
    expect(report.checked && report.javascript).toMatch(/var A.*this\.d = d/s)
  })

  it.each([
    ['typescript', 'const a = <p>x</p>', 'JSX'],
    ['typescript', '@sealed class A {}', 'decorators'],
    ['javascript', 'export const a = <br />', 'JSX'],
  ])('says of valid %s that the sandbox does not know it: %s', async (language, text, obstacle) => {
    expect(await check(language, text)).toMatchObject({ checked: true, faults: [], obstacle })
  })
})

describe('what cannot be checked', () => {
  it('is reported, not thrown: a language without a parser, a text beyond the limit', async () => {
    expect(await check('cobol', 'DISPLAY 1')).toEqual({ checked: false, reason: 'There is no parser for cobol' })
    expect(await check('python', '#'.repeat(200_001))).toMatchObject({ checked: false })
  })

  // Rows of quotation marks keep the JavaScript grammar busy for longer than anybody waits.
  it('includes a text that keeps the parser busy: the event loop stays free, and the next text is read', async () => {
    const impatient = createSyntaxCheck({ timeoutMs: 4_000 })
    await impatient('java', 'class A {}') // the thread has started
    let turns = 0
    const turning = setInterval(() => {
      turns += 1
    }, 1)
    const [stuck, next] = await Promise.all([
      impatient('javascript', '"'.repeat(200_000)),
      impatient('java', 'class A {}'),
    ])
    clearInterval(turning)
    expect(stuck).toEqual({ checked: false, reason: 'Reading it took more than 4 s' })
    expect(next).toMatchObject({ checked: true, faults: [] })
    expect(turns).toBeGreaterThan(10)
  })
})

describe('the thread that reads', () => {
  it('keeps no process alive, neither idle nor stuck', async () => {
    const url = new URL('../../../../../src/arms/coder/syntax/check-syntax.ts', import.meta.url).href
    const program = `
      const { createSyntaxCheck } = await import(${JSON.stringify(url)})
      const check = createSyntaxCheck({ timeoutMs: 2_000 })
      await check('go', 'package main')
      await check('javascript', '"'.repeat(200_000))
      await check('go', 'package main')`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: 'ignore',
      timeout: 25_000,
    })
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
