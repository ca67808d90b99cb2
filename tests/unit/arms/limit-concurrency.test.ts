import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createLimiter } from '../../../src/arms/limit-concurrency.ts'

const never = new AbortController().signal

/** Jobs that stay where they are until they are let go. */
function createJobs() {
  const started: string[] = []
  const doors = new Map<string, PromiseWithResolvers<string>>()
  const job = (name: string) => () => {
    started.push(name)
    const door = Promise.withResolvers<string>()
    doors.set(name, door)
    return door.promise
  }
  return {
    started,
    job,
    letGo: (name: string) => doors.get(name)?.resolve(name),
  }
}

describe('createLimiter', () => {
  it('runs as many as the limit at once and the rest in the order they came', async () => {
    const { started, job, letGo } = createJobs()
    const limiter = createLimiter(2)
    const all = Promise.all(['a', 'b', 'c', 'd'].map((name) => limiter.run(job(name), never)))
    await turn()
    expect(started).toEqual(['a', 'b'])
    letGo('b')
    await turn()
    expect(started).toEqual(['a', 'b', 'c'])
    for (const name of ['a', 'c']) letGo(name)
    await turn()
    letGo('d')
    await expect(all).resolves.toEqual(['a', 'b', 'c', 'd'])
  })

  it('gives the place on when a job throws', async () => {
    const limiter = createLimiter(1)
    await expect(limiter.run(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken')
    expect(await limiter.run(async () => 'next', never)).toBe('next')
  })

  it('ends the wait with the reason of the signal and keeps the order of the others', async () => {
    const { started, job, letGo } = createJobs()
    const limiter = createLimiter(1)
    const leaver = new AbortController()
    const first = limiter.run(job('a'), never)
    const gone = limiter.run(job('b'), leaver.signal)
    const last = limiter.run(job('c'), never)
    leaver.abort(new Error('cancelled'))
    await expect(gone).rejects.toThrow('cancelled')
    letGo('a')
    await first
    await turn()
    expect(started).toEqual(['a', 'c'])
    letGo('c')
    expect(await last).toBe('c')
  })

  it('does not start a job whose signal is aborted already', async () => {
    const { started, job } = createJobs()
    await expect(createLimiter(1).run(job('a'), AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled')
    expect(started).toEqual([])
  })

  it('lets nobody jump the queue while a place is handed on', async () => {
    const { started, job, letGo } = createJobs()
    const limiter = createLimiter(1)
    const first = limiter.run(job('a'), never)
    const second = limiter.run(job('b'), never)
    await turn()
    letGo('a')
    await first
    const third = limiter.run(job('c'), never)
    await turn()
    expect(started).toEqual(['a', 'b'])
    letGo('b')
    await second
    await turn()
    letGo('c')
    await third
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %d as a limit', (max) => {
    expect(() => createLimiter(max)).toThrow(RangeError)
  })
})
