import { describe, expect, it } from 'vitest'
import { createPace } from '../../../src/memory/pace.ts'

const never = new AbortController().signal

describe('the pace of an arm', () => {
  it('lets a burst through at once and makes the next one wait', async () => {
    const pace = createPace({ perSecond: 0.001, burst: 3 }, () => 1_000_000)
    for (let n = 0; n < 3; n += 1) await pace('coder write', never)
    const stop = new AbortController()
    const fourth = pace('coder write', stop.signal)
    stop.abort(new Error('enough'))
    await expect(fourth).rejects.toThrow('enough')
  })

  it('counts each name by itself', async () => {
    const pace = createPace({ perSecond: 0.001, burst: 1 }, () => 1_000_000)
    for (const name of ['coder write', 'coder read', 'judge write']) await pace(name, never)
  })

  it('saves up no more than a burst in a pause, and spreads the rest', async () => {
    let present = 0
    const pace = createPace({ perSecond: 1_000, burst: 2 }, () => present)
    await pace('a', never)
    present = 1_000_000
    for (let n = 0; n < 2; n += 1) await pace('a', never)
    const stop = new AbortController()
    const waits = pace('a', stop.signal).then(() => 'waited')
    expect(await Promise.race([waits, Promise.resolve('had to wait')])).toBe('had to wait')
    expect(await waits).toBe('waited')
  })

  it('lets nobody through whose signal has aborted', async () => {
    await expect(createPace()('a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  })
})
