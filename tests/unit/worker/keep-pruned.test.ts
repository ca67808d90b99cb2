import { describe, expect, it } from 'vitest'
import { createJsonLog } from '../../../src/telemetry/log.ts'
import { keepPruned } from '../../../src/worker/keep-pruned.ts'

describe('keeping memory pruned', () => {
  it('prunes at once and again, tells what went, and goes on after a failure until it is stopped', async () => {
    const lines: string[] = []
    const log = createJsonLog({ stream: { write: (line) => void lines.push(line) } })
    const shutdown = new AbortController()
    const outcomes = [() => ({ items: 2 }), () => null, () => Promise.reject(new Error('down')), () => ({ items: 0 })]
    let calls = 0
    const prune = async () => {
      const outcome = outcomes[calls]
      calls += 1
      if (calls === outcomes.length) shutdown.abort()
      return outcome ? outcome() : null
    }
    await keepPruned({ prune, log, everyMs: 1 }, shutdown.signal)
    expect(calls).toBe(4)
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['memory.pruned', 'memory.not_pruned'])
  })
})
