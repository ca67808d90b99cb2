import { describe, expect, it } from 'vitest'
import { createBell } from '../../../src/queue/bell.ts'

const HOUR = 3_600_000

describe('a bell', () => {
  it('wakes who waits', async () => {
    const bell = createBell()
    const waiting = bell.wait(HOUR)
    bell.ring()
    await expect(waiting).resolves.toBe(undefined)
  })

  it('keeps a ring that nobody heard for the next one to wait, and for that one only', async () => {
    const bell = createBell()
    bell.ring()
    bell.ring()
    await bell.wait(HOUR)
    let isAwake = false
    const waiting = bell.wait(HOUR).then(() => {
      isAwake = true
    })
    await new Promise(setImmediate)
    expect(isAwake).toBe(false)
    bell.ring()
    await waiting
  })

  it('lets nobody wait longer than the limit', async () => {
    await expect(createBell().wait(1)).resolves.toBe(undefined)
  })
})
