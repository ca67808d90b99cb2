import { describe, expect, it } from 'vitest'
import { type ArmStatsBook, createArmStats } from '../../../src/arms/arm-stats.ts'

const HOUR_MS = 3_600_000
const call = (ok: boolean) => ({ ok, latencyMs: 100 })
const often = (times: number, work: () => void) => {
  for (let time = 0; time < times; time += 1) work()
}

describe('createArmStats', () => {
  it('knows nothing of an arm that was never called', () => {
    expect(createArmStats().of('coder')).toEqual({
      successRate: null,
      calls: 0,
      averageLatencyMs: null,
      inFlight: 0,
      health: 'healthy',
    })
  })

  it('counts successes and failures from an even start', () => {
    const stats = createArmStats({ now: () => 0 })
    for (const ok of [true, true, true, false]) stats.record('coder', call(ok))
    expect(stats.of('coder')).toMatchObject({ successRate: expect.closeTo(4 / 6), calls: 4 })
  })

  it('lets a call weigh half as much after an hour', () => {
    let now = 0
    const stats = createArmStats({ now: () => now })
    stats.record('coder', call(false))
    now = HOUR_MS
    stats.record('coder', call(true))
    expect(stats.of('coder').successRate).toBeCloseTo(2 / 3.5)
  })

  it('lets an old record fade to one half while nothing happens', () => {
    let now = 0
    const stats = createArmStats({ now: () => now })
    often(50, () => stats.record('coder', call(false)))
    now = 20 * HOUR_MS
    expect(stats.of('coder').successRate).toBeCloseTo(0.5, 3)
  })

  it('lets a record fade with every step the arm could have done, whoever did it', () => {
    const stats = createArmStats({ now: () => 0 })
    often(10, () => stats.record('coder', call(true)))
    often(50, () => stats.routed(['coder', 'stranger']))
    expect(stats.of('coder').calls).toBeCloseTo(10 * 0.95 ** 50)
    expect(stats.of('stranger').successRate).toBeNull()
  })

  it('is worth 20 calls at most, however many there were', () => {
    const stats = createArmStats({ now: () => 0 })
    often(500, () => {
      stats.routed(['coder'])
      stats.record('coder', call(true))
    })
    expect(stats.of('coder').calls).toBeCloseTo(20, 0)
  })

  it.each([
    ['fails, having hardly ever failed', true],
    ['succeeds, having hardly ever succeeded', false],
  ])('forgets what was before when an arm %s', (_, before) => {
    const stats = createArmStats({ now: () => 0 })
    often(30, () => stats.record('coder', call(before)))
    often(4, () => stats.record('coder', call(!before)))
    const { successRate = 0, calls } = stats.of('coder')
    expect(calls).toBe(10) // the last ten calls
    expect(before ? successRate : 1 - (successRate ?? 0)).toBeCloseTo(7 / 12)
  })

  it('does not forget a good record for three failures that may be chance', () => {
    const stats = createArmStats({ now: () => 0 })
    const outcomes = [...'1110111101110111011111011110']
    for (const outcome of outcomes) stats.record('coder', call(outcome === '1'))
    expect(stats.of('coder').calls).toBe(outcomes.length)
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

  it('knows how many steps are in hand; one that ends twice counts once', () => {
    const stats = createArmStats()
    const [first] = [stats.begin('coder'), stats.begin('coder')]
    first()
    first()
    expect(stats.of('coder').inFlight).toBe(1)
  })
})

describe('books that are handed on', () => {
  const nothing = { records: new Map(), inFlightElsewhere: new Map() }
  const known = (stats: ArmStatsBook) => stats.of('coder')

  it('report each change once', () => {
    const stats = createArmStats({ now: () => 0 })
    stats.record('coder', call(true))
    const first = stats.report()
    expect(first.changes.get('coder')).toMatchObject({ successes: 1, recent: '1' })
    stats.took(first, nothing)
    expect(stats.report().changes.size).toBe(0)
  })

  it('report again what was not taken, with what happened since', () => {
    const stats = createArmStats({ now: () => 0 })
    stats.record('coder', call(true))
    const lost = stats.report()
    stats.record('coder', call(false))
    stats.took(lost, null)
    expect(stats.report().changes.get('coder')).toMatchObject({ successes: 1, failures: 1, recent: '10' })
  })

  it('take what all know in place of what they knew, and keep what happened here since the report', () => {
    const stats = createArmStats({ now: () => 0 })
    stats.record('coder', call(false))
    const report = stats.report()
    stats.record('coder', call(true))
    const shared = { successes: 8, failures: 1, latencyMs: 40, recent: '1110', at: 0 }
    stats.took(report, { records: new Map([['coder', shared]]), inFlightElsewhere: new Map([['coder', 3]]) })
    stats.begin('coder')
    expect(known(stats)).toMatchObject({ calls: 10, successRate: expect.closeTo(10 / 12), inFlight: 4 })
    stats.took(stats.report(), nothing)
    expect(known(stats).inFlight).toBe(1)
  })
})
