import { describe, expect, it } from 'vitest'
import { createArmWindow } from '../../../../src/arms/remote/arm-window.ts'

describe('the health that calls show', () => {
  const healthAfter = (good: number, bad: number, latencyMs = 10) => {
    const window = createArmWindow()
    for (let call = 0; call < good; call += 1) window.record(true, latencyMs)
    for (let call = 0; call < bad; call += 1) window.record(false, latencyMs)
    return window.health()
  }

  it.each([
    [0, 0, 'healthy'],
    [200, 1, 'healthy'],
    [198, 2, 'degraded'],
    [95, 5, 'degraded'],
    [94, 6, 'unavailable'],
    [18, 1, 'healthy'],
  ])('of %i good and %i bad ones is %s', (good, bad, health) => {
    expect(healthAfter(good, bad)).toBe(health)
  })

  it('is degraded above three seconds', () => {
    expect([healthAfter(1, 0, 3_000), healthAfter(1, 0, 3_001)]).toEqual(['healthy', 'degraded'])
  })

  it('holds nothing against an arm for longer than a minute', () => {
    let now = 0
    const window = createArmWindow({ now: () => now })
    for (let call = 0; call < 30; call += 1) window.record(false, 10)
    expect(window.health()).toBe('unavailable')
    now = 60_000
    expect(window.health()).toBe('healthy')
  })
})
