import { CommanderError } from 'commander'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exitWith } from '../../../src/cli/exit-with.ts'
import { Fault } from '../../../src/contracts/fault.ts'
import { EmbeddedUnavailableError } from '../../../src/store/embedded/embedded-unavailable.ts'

const { error: say } = console
let said: string[] = []

beforeEach(() => {
  said = []
  console.error = (line: string) => said.push(line)
})
afterEach(() => {
  console.error = say
  process.exitCode = undefined
})

function exitOf(error: unknown): { code: unknown; said: string[] } {
  exitWith(error)
  return { code: process.exitCode, said }
}

const systemError = (code: string, message: string) => Object.assign(new Error(message), { code })

describe('the end of a command that failed', () => {
  it.each([
    ['wrong usage', new TypeError('--limit must be a number'), 2, '--limit must be a number'],
    ['a request that is not valid', new Fault('REQUEST_INVALID', 'goal is empty'), 2, 'goal is empty'],
    ['any other fault', new Fault('TASK_NOT_FOUND', 'There is no task x.'), 1, 'There is no task x.'],
    ['no embedded Postgres', new EmbeddedUnavailableError('No binaries.'), 1, 'Set DATABASE_URL'],
    [
      'a database that is away',
      systemError('ECONNREFUSED', ''),
      1,
      'cannot be reached (ECONNREFUSED). Check DATABASE_URL',
    ],
    ['a wrong password', systemError('28P01', 'password authentication failed'), 1, 'Check DATABASE_URL'],
    ['a database that there is not', systemError('3D000', 'database "x" does not exist'), 1, 'Check DATABASE_URL'],
    ['a port that is taken', systemError('EADDRINUSE', 'listen EADDRINUSE'), 1, 'Set PORT or --port'],
  ])('says of %s in one line what to do', (_what, error, code, words) => {
    const end = exitOf(error)
    expect(end).toEqual({ code, said: [expect.stringMatching(/^octollm: .+$/)] })
    expect(end.said[0]).toContain(words)
  })

  it.each(['SIGINT', 'SIGTERM', new DOMException('stopped', 'AbortError')])(
    'says nothing of an interruption: %s',
    (why) => {
      expect(exitOf(why)).toEqual({ code: 130, said: [] })
    },
  )

  it('leaves to the parser of the arguments what it has said already', () => {
    expect(exitOf(new CommanderError(1, 'commander.unknownOption', 'unknown'))).toEqual({ code: 2, said: [] })
    expect(exitOf(new CommanderError(0, 'commander.helpDisplayed', 'help'))).toEqual({ code: 0, said: [] })
  })

  it('shows where a mistake of ours was made', () => {
    expect(exitOf(new RangeError('never')).said[0]).toContain('exit-with.test.ts')
  })
})
