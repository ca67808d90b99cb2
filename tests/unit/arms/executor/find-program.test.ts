import { describe, expect, it } from 'vitest'
import { findProgram } from '../../../../src/arms/executor/find-program.ts'
import { dependencyOutput } from '../../../support/arm-context.ts'

describe('the program of a step', () => {
  it('is JavaScript when it was written in TypeScript', () => {
    const given = dependencyOutput(1, {
      language: 'typescript',
      code: 'export const twice = (n: number): number => 2 * n',
      tests:
        "import { twice } from './solution.ts'\ntest('two', (): void => { if (twice(1) !== 2) throw new Error() })",
    })
    const { language, code, tests } = findProgram({ action: 'code' }, [given])
    expect(language).toBe('javascript')
    expect([code, tests].join()).not.toMatch(/: (?:number|void)/)
  })

  it('is refused with its line when it cannot be read', () => {
    const given = dependencyOutput(1, { language: 'typescript', code: 'const a: number = \nlet let' })
    expect(() => findProgram({ action: 'code' }, [given])).toThrow(/not TypeScript that can be run: line \d/)
  })

  it('is in a language that can be run', () => {
    const given = dependencyOutput(1, { language: 'rust', code: 'fn main() {}' })
    expect(() => findProgram({ action: 'code' }, [given])).toThrow(/Python, JavaScript and TypeScript/)
  })
})
