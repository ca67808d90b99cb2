import { describe, expect, it } from 'vitest'
import { createArmStats } from '../../../src/arms/arm-stats.ts'

const HOUR_MS = 3_600_000

describe('createArmStats', () => {
  it('knows nothing of an arm that was never called', () => {
    expect(createArmStats().of('coder')).toEqual({ successRate: null, averageLatencyMs: null, health: 'healthy' })
  })

  it('counts successes and failures from an even start', () => {
    const stats = createArmStats({ now: () => 0 })
    for (const ok of [true, true, true, false]) stats.record('coder', { ok, latencyMs: 100 })
    expect(stats.of('coder').successRate).toBeCloseTo(4 / 6)
  })

  it('lets a call weigh half as much after an hour', () => {
    let now = 0
    const stats = createArmStats({ now: () => now })
    stats.record('coder', { ok: false, latencyMs: 100 })
    now = HOUR_MS
    stats.record('coder', { ok: true, latencyMs: 100 })
    expect(stats.of('coder').successRate).toBeCloseTo(2 / 3.5)
  })

  it('lets an old record fade to one half while nothing happens', () => {
    let now = 0
    const stats = createArmStats({ now: () => now })
    for (let call = 0; call < 50; call += 1) stats.record('coder', { ok: false, latencyMs: 100 })
    now = 20 * HOUR_MS
    expect(stats.of('coder').successRate).toBeCloseTo(0.5, 3)
  })

  it('averages the latency of successes only, the newest weighing a tenth', () => {
    const stats = createArmStats()
    stats.record('coder', { ok: true, latencyMs: 100 })
    stats.record('coder', { ok: false, latencyMs: 90_000 })
    stats.record('coder', { ok: true, latencyMs: 200 })
    expect(stats.of('coder').averageLatencyMs).toBeCloseTo(110)
  })

  it('keeps the health it was told, per arm', () => {
    const stats = createArmStats()
    stats.setHealth('coder', 'unavailable')
    expect([stats.of('coder').health, stats.of('judge').health]).toEqual(['unavailable', 'healthy'])
  })
})
