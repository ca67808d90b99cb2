import { describe, expect, it } from 'vitest'
import { createArmRegistry } from '../../../src/arms/arm-registry.ts'
import type { ArmStats } from '../../../src/arms/arm-stats.ts'
import { alternatives, routeStep, scoreOf } from '../../../src/arms/route-step.ts'
import { createTestArm } from '../../support/test-arm.ts'

const UNKNOWN: ArmStats = { successRate: null, averageLatencyMs: null, health: 'healthy' }
const statsOf = (known: Record<string, Partial<ArmStats>> = {}) => ({
  of: (armId: string): ArmStats => ({ ...UNKNOWN, ...known[armId] }),
})
const step = { stepId: 1, armId: 'coder', requiredCapabilities: ['code_generation', 'debugging'] }

const coder = createTestArm({ id: 'coder', capabilities: ['code_generation', 'debugging'], costTier: 4 })
const helper = createTestArm({ id: 'helper', capabilities: ['code_generation'], costTier: 1 })
const twin = createTestArm({ id: 'twin', capabilities: ['code_generation'], costTier: 1 })
const judge = createTestArm({ id: 'judge', capabilities: ['validation'], costTier: 2 })

describe('scoreOf', () => {
  it.each([
    [1, { ...UNKNOWN }, 1, 0.4 + 0.2 + 0.15 + 0.08],
    [0.5, { ...UNKNOWN, successRate: 1 }, 5, 0.2 + 0.2 + 0.3 + 0],
    [1, { ...UNKNOWN, health: 'degraded' as const, successRate: 0 }, 3, 0.4 + 0.1 + 0 + 0.04],
    [1, { ...UNKNOWN, health: 'unavailable' as const }, 2, 0.4 + 0 + 0.15 + 0.06],
  ] as const)('weighs match %d, record %j and tier %d to %d', (match, stats, costTier, score) => {
    expect(scoreOf({ costTier }, match, stats)).toBeCloseTo(score)
  })
})

describe('routeStep', () => {
  it('prefers the arm the step names, though another scores higher', () => {
    const registry = createArmRegistry([helper, coder])
    const stats = statsOf({ coder: { successRate: 0 }, helper: { successRate: 1 } })
    expect(routeStep({ ...step, requiredCapabilities: ['code_generation'] }, registry, stats).id).toBe('coder')
  })

  it('takes a degraded arm that is named', () => {
    expect(routeStep(step, createArmRegistry([coder]), statsOf({ coder: { health: 'degraded' } })).id).toBe('coder')
  })

  it('takes the best capable arm when the named one is unavailable', () => {
    const stats = statsOf({ coder: { health: 'unavailable' } })
    expect(routeStep(step, createArmRegistry([judge, coder, helper]), stats).id).toBe('helper')
  })

  it('takes the best capable arm when the named one does not exist', () => {
    const named = { ...step, armId: 'programmer' }
    expect(routeStep(named, createArmRegistry([judge, helper, coder]), statsOf()).id).toBe('coder')
  })

  it('looks for what the named arm can do when the step requires nothing', () => {
    const stats = statsOf({ coder: { health: 'unavailable' } })
    const named = { ...step, requiredCapabilities: [] }
    expect(routeStep(named, createArmRegistry([judge, coder, helper]), stats).id).toBe('helper')
  })

  it('asks to try again later when every capable arm is unavailable', () => {
    const stats = statsOf({ coder: { health: 'unavailable' }, helper: { health: 'unavailable' } })
    expect(() => routeStep(step, createArmRegistry([judge, coder, helper]), stats)).toThrow(
      expect.objectContaining({
        code: 'ARM_UNAVAILABLE',
        retryable: true,
        message: expect.stringContaining('coder, helper'),
      }),
    )
  })

  it('names the arms that exist when none is capable', () => {
    const named = { ...step, armId: 'programmer' }
    expect(() => routeStep(named, createArmRegistry([judge]), statsOf())).toThrow(
      expect.objectContaining({ code: 'ARM_UNKNOWN', message: expect.stringContaining('Known arms: judge') }),
    )
  })
})

describe('alternatives', () => {
  const registry = createArmRegistry([judge, coder, helper, twin])
  const idsOf = (...args: Parameters<typeof alternatives>) => alternatives(...args).map(({ id }) => id)

  it('lists capable arms best first, without the one the step names', () => {
    const stats = statsOf({ twin: { successRate: 0.9 } })
    expect(idsOf(step, registry, stats)).toEqual(['twin', 'helper'])
  })

  it('leaves out what was tried and what is unavailable', () => {
    const stats = statsOf({ helper: { health: 'unavailable' } })
    expect(idsOf(step, registry, stats, ['twin'])).toEqual(['coder'])
  })

  it('never offers an arm without a single capability in common', () => {
    expect(idsOf({ ...step, requiredCapabilities: ['poetry'] }, registry, statsOf())).toEqual([])
  })

  it('puts the faster of two equal arms first', () => {
    const stats = statsOf({ helper: { averageLatencyMs: 900 }, twin: { averageLatencyMs: 100 } })
    expect(idsOf(step, registry, stats)).toEqual(['twin', 'helper'])
  })

  it('lets the steps of a plan take turns among equal arms', () => {
    const firsts = [1, 2, 3, 4].map((stepId) => idsOf({ ...step, stepId }, registry, statsOf())[0])
    expect(firsts).toEqual(['helper', 'twin', 'helper', 'twin'])
  })
})
