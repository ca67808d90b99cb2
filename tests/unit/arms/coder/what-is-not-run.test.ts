import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { checksOf, openCoderDesk } from '../../../support/coder-desk.ts'
import { ADD } from './scripted-programs.ts'

// A run starts an interpreter: on a busy machine a handful of them take longer than the usual limit.
vi.setConfig({ testTimeout: 90_000 })

let desk: Awaited<ReturnType<typeof openCoderDesk>>
beforeAll(async () => {
  desk = await openCoderDesk()
})
afterEach(() => desk.server.forget())
afterAll(() => desk.close())

const { right, wrong, tests } = ADD.javascript
const js = { language: 'javascript' }

describe('an answer that is no program', () => {
  it('in Python is what Python’s own compiler refuses, also where a grammar reads it', async () => {
    const { tests: testing } = ADD.python
    desk.answers({ code: 'def add(a, b):\nreturn a + b', tests: testing }, { code: ADD.python.right, tests: testing })
    const outcome = await desk.execute({})
    expect(desk.prompts()[1]).toMatch(/Syntax error in the code, line 2.*: (?:expected an indented block|.*return)/)
    expect(outcome).toMatchObject({ confidence: 0.85, output: { fixes: 1 } })
  })

  it('in Python is found without tests too', async () => {
    desk.answers({ code: 'if True:\n    x = 1\nreturn x', tests: '' })
    const outcome = await desk.execute({})
    expect(checksOf(outcome)).toEqual({ complete: 'passed', syntax: 'failed' })
    expect(outcome.confidence).toBe(0.1)
    expect(String(outcome.output['warnings'])).toMatch(/line 3.*'return' outside function/)
  })

  it('leaves out what it does not change', async () => {
    const lazy = 'export const add = (a, b) => a + b\n\n// ... rest of the code unchanged'
    desk.answers({ code: lazy, tests }, { code: right, tests })
    const { output } = await desk.execute(js)
    expect(desk.prompts()[1]).toContain('Line 3 stands for code that was left out')
    expect(output).toMatchObject({ code: right, fixes: 1 })
  })
})

describe('where nothing can be run', () => {
  it('without a sandbox the tests are not run, and the result says so', async () => {
    desk.answers({ code: wrong, tests })
    const outcome = await desk.executeBare(js)
    expect(checksOf(outcome)).toEqual({ complete: 'passed', syntax: 'passed', tests: 'skipped' })
    expect(outcome).toMatchObject({
      confidence: 0.6,
      output: { fixes: 0, warnings: ['Nothing was run: there is no sandbox to run them in.'] },
    })
  })

  it('a program with syntax the sandbox does not know is not run, and the result says so', async () => {
    const decorated = `const noted = (x: unknown) => x\n@noted\nexport class A {}`
    desk.answers({ code: decorated, tests: ADD.typescript.tests })
    const outcome = await desk.execute({ language: 'ts' })
    expect(outcome).toMatchObject({
      confidence: 0.6,
      output: { warnings: ['Nothing was run: the sandbox knows no decorators.'] },
    })
  })

  it('a language nobody here knows is written all the same, with what was not checked', async () => {
    desk.answers({ code: 'DISPLAY 1', tests: '' })
    const outcome = await desk.execute({ language: 'COBOL' })
    expect(checksOf(outcome)).toEqual({ complete: 'passed', syntax: 'skipped' })
    expect(outcome).toMatchObject({ confidence: 0.4, output: { language: 'cobol' } })
  })
})
