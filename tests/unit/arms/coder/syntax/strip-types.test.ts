import { describe, expect, it } from 'vitest'
import { readFault } from '../../../../../src/arms/coder/syntax/strip-types.ts'

describe('what the compiler in Node complains of', () => {
  it('is read as Node 24 draws it', () => {
    const stack = `solution.ts:3
  a: 1,
  b: ;
     ^
}

SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Expression expected
    at parseTypeScript (node:internal/modules/typescript:72:36)`
    expect(readFault({ message: 'Expression expected', stack })).toEqual({
      line: 3,
      column: 6,
      message: 'Expression expected',
    })
  })

  it('is read as Node 22 draws it', () => {
    const message =
      '  x Expression expected\n   ,-[3:1]\n 1 | const x = {\n 2 |   a: 1,\n 3 |   b: ;\n   :      ^\n 4 | }\n   `----\n'
    expect(readFault({ message, stack: `SyntaxError: ${message}` })).toEqual({
      line: 3,
      column: 6,
      message: 'Expression expected',
    })
  })

  it('has at least its words where no place is drawn', () => {
    expect(readFault({ message: "Expected '}', got '<eof>'", stack: '' })).toEqual({
      line: 1,
      column: 1,
      message: "Expected '}', got '<eof>'",
    })
  })
})
