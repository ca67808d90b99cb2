import { describe, expect, it } from 'vitest'
import { createBell } from '../../../src/server/bell.ts'

describe('a bell', () => {
  it('wakes at once who waits after it rang, so that no news is missed between looking and waiting', async () => {
    const bell = createBell()
    bell.ring()
    expect(await bell.next()).toBeUndefined()
  })

  it('wakes only once for what rang before, and again when it rings again', async () => {
    const bell = createBell()
    bell.ring()
    bell.ring()
    await bell.next()
    let woken = false
    const next = bell.next().then(() => (woken = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(woken).toBe(false)
    bell.ring()
    await next
    expect(woken).toBe(true)
  })
})
