import { describe, expect, it } from 'vitest'
import type { Arm } from '../../../src/arms/arm.ts'
import { createArmRegistry } from '../../../src/arms/arm-registry.ts'
import { type ArmStats, createArmStats } from '../../../src/arms/arm-stats.ts'
import { scoreOf } from '../../../src/arms/rank-arms.ts'
import { createRouter, type RouteOptions, routeStep } from '../../../src/arms/route-step.ts'
import { createTestArm } from '../../support/test-arm.ts'

const UNKNOWN: ArmStats = { successRate: null, calls: 0, averageLatencyMs: null, inFlight: 0, health: 'healthy' }
const statsOf = (known: Record<string, Partial<ArmStats>> = {}) => ({
  of: (armId: string): ArmStats => ({ ...UNKNOWN, ...known[armId] }),
})
const good = { successRate: 0.95, calls: 20 }
const bad = { successRate: 0.3, calls: 20 }
const unavailable = { health: 'unavailable' } as const

const step = { stepId: 1, armId: 'coder', requiredCapabilities: ['code_generation', 'debugging'] }
const anyStep = { stepId: 1, armId: 'nobody', requiredCapabilities: ['code_generation'] }

const coder = createTestArm({ id: 'coder', capabilities: ['code_generation', 'debugging'], costTier: 4 })
const peer = createTestArm({ id: 'peer', capabilities: ['code_generation', 'debugging'], costTier: 4 })
const helper = createTestArm({ id: 'helper', capabilities: ['code_generation'], maxConcurrent: 4 })
const twin = createTestArm({ id: 'twin', capabilities: ['code_generation'], maxConcurrent: 4 })
const judge = createTestArm({ id: 'judge', capabilities: ['validation'], costTier: 2 })

interface Asked {
  readonly arms: readonly Arm[]
  readonly of?: Partial<typeof step>
  readonly known?: Record<string, Partial<ArmStats>>
  readonly options?: RouteOptions
}

function route({ arms, of = step, known = {}, options }: Asked) {
  const { arms: order, decision } = routeStep({ ...step, ...of }, createArmRegistry(arms), statsOf(known), options)
  return { order: order.map(({ id }) => id), first: decision.armId, reason: decision.reason, decision }
}

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

describe('the arm that a plan names', () => {
  it.each([
    ['another is cheaper and its record is as good', { coder: good, helper: good }],
    ['it is degraded and no other has shown itself', { coder: { health: 'degraded' } as const }],
    ['it has failed twice, which may be chance', { coder: { successRate: 0.25, calls: 2 }, peer: good }],
    ['it has fallen, but the others are unknown', { coder: bad }],
    ['it has fallen, but who is better can do less of it', { coder: bad, helper: good }],
  ])('gets the step, though %s', (_, known) => {
    expect(route({ arms: [helper, peer, coder], known })).toMatchObject({ first: 'coder', reason: 'named' })
  })

  it.each([
    ['its record has fallen', { coder: bad, peer: good }],
    ['it is degraded', { coder: { ...good, health: 'degraded' as const }, peer: good }],
  ])('is left when %s and another has shown that it can do it', (_, known) => {
    const { order, reason } = route({ arms: [coder, peer], known })
    expect([order, reason]).toEqual([['peer', 'coder'], 'better'])
  })

  it('is tried again when it was passed over for long, if its failure can be handed on', () => {
    const known = { coder: { successRate: 0.4, calls: 3 }, peer: { successRate: 0.8, calls: 25 } }
    const steady = { coder: { ...known.coder, calls: 20 }, peer: known.peer }
    expect(route({ arms: [coder, peer], known: steady })).toMatchObject({ first: 'peer', reason: 'better' })
    const aged = { coder: { successRate: 0.65, calls: 3 }, peer: { successRate: 0.78, calls: 25 } }
    expect(route({ arms: [coder, peer], known: aged })).toMatchObject({ first: 'coder', reason: 'explored' })
    const acting = { ...coder, sideEffects: true }
    expect(route({ arms: [acting, peer], known: aged })).toMatchObject({ first: 'peer', reason: 'better' })
  })

  it('gives way to the best capable one when it is unavailable or does not exist', () => {
    const arms = [judge, coder, helper]
    expect(route({ arms, known: { coder: unavailable } })).toMatchObject({ first: 'helper', reason: 'best' })
    expect(route({ arms, of: { armId: 'programmer' } })).toMatchObject({ first: 'coder', reason: 'best' })
  })

  it('says what is wanted when the step requires nothing', () => {
    const asked = { arms: [judge, coder, helper], of: { requiredCapabilities: [] }, known: { coder: unavailable } }
    expect(route(asked).order).toEqual(['helper'])
  })
})

describe('the order of the arms', () => {
  it('is that of their scores, the named one first, and nobody without a capability in common', () => {
    const known = { helper: good, twin: { successRate: 0.5, calls: 20 }, coder: good }
    expect(route({ arms: [judge, twin, helper, coder], known }).order).toEqual(['coder', 'helper', 'twin'])
  })

  it('leaves out what is unavailable and what may not take the step', () => {
    const options = { mayTake: ({ id }: Arm) => id !== 'twin' }
    const known = { peer: unavailable }
    expect(route({ arms: [coder, peer, helper, twin], known, options }).order).toEqual(['coder', 'helper'])
  })

  it('begins with the arm that had begun the step, also when it is unavailable', () => {
    const asked = { arms: [coder, helper], known: { helper: unavailable }, options: { begunBy: 'helper' } }
    expect(route(asked)).toMatchObject({ order: ['helper', 'coder'], reason: 'resumed' })
  })

  it('puts the faster of two equal arms first, and hopes the best of one that nobody has timed', () => {
    const slow = { helper: { averageLatencyMs: 900 }, twin: { averageLatencyMs: 100 } }
    expect(route({ arms: [helper, twin], of: anyStep, known: slow }).first).toBe('twin')
    const timed = { helper: { averageLatencyMs: 900, inFlight: 1 } }
    expect(route({ arms: [helper, twin], of: anyStep, known: timed }).first).toBe('twin')
  })

  it('gives a step to a slower equal arm when the faster one has its hands full', () => {
    const known = {
      helper: { averageLatencyMs: 100, inFlight: 12, calls: 100 },
      twin: { averageLatencyMs: 150, calls: 100 },
    }
    expect(route({ arms: [helper, twin], of: anyStep, known }).first).toBe('twin')
  })

  it('gives a step to the least busy of equal arms, by what is in hand everywhere', () => {
    const known = { helper: { inFlight: 2, calls: 100 }, twin: { inFlight: 1, calls: 100 } }
    const firsts = [1, 2].map((stepId) => route({ arms: [helper, twin], of: { ...anyStep, stepId }, known }).first)
    expect(firsts).toEqual(['twin', 'twin'])
  })

  it('lets the steps of a plan take turns among equal idle arms', () => {
    const firsts = [1, 2, 3, 4].map((stepId) => route({ arms: [helper, twin], of: { ...anyStep, stepId } }).first)
    expect(firsts).toEqual(['helper', 'twin', 'helper', 'twin'])
  })

  it('spreads a burst of steps evenly', () => {
    const stats = createArmStats()
    const router = createRouter(createArmRegistry([helper, twin]), stats)
    const taken = Array.from({ length: 20 }, () => {
      const { armId } = router(anyStep).decision
      stats.begin(armId)
      return armId
    })
    expect(taken.filter((armId) => armId === 'twin')).toHaveLength(10)
  })
})

describe('a decision', () => {
  it('shows every candidate with its score, its parts and what is not known of it', () => {
    const known = { coder: { successRate: 0.5, calls: 10, averageLatencyMs: 120, inFlight: 2 }, helper: unavailable }
    const { decision } = route({ arms: [judge, coder, helper], known })
    expect(decision).toMatchObject({ armId: 'coder', armVersion: '1.0.0', namedArmId: 'coder', reason: 'named' })
    const [first, second] = decision.candidates
    expect(first).toEqual({
      armId: 'coder',
      armVersion: '1.0.0',
      ...{ score: 0.77, match: 1, availability: 1, success: 0.5, cost: 0.2 },
      ...{ uncertainty: 0.133, calls: 10, latencyMs: 120, inFlight: 2, health: 'healthy' },
    })
    expect(second).toMatchObject({ armId: 'helper', match: 0.5, availability: 0, health: 'unavailable' })
  })

  it('shows at most eight', () => {
    const arms = Array.from({ length: 12 }, (_, n) => createTestArm({ id: `arm${n}`, capabilities: ['debugging'] }))
    expect(route({ arms }).decision.candidates).toHaveLength(8)
  })
})

describe('a step that nobody can have', () => {
  it('may be tried again later when every capable arm is unavailable', () => {
    const known = { coder: unavailable, helper: unavailable }
    expect(() => route({ arms: [judge, coder, helper], known })).toThrow(
      expect.objectContaining({
        code: 'ARM_UNAVAILABLE',
        retryable: true,
        message: expect.stringContaining('coder, helper'),
      }),
    )
  })

  it('names the arms that exist when none is capable', () => {
    expect(() => route({ arms: [judge], of: { armId: 'programmer' } })).toThrow(
      expect.objectContaining({ code: 'ARM_UNKNOWN', message: expect.stringContaining('Known arms: judge') }),
    )
  })

  it('says so when no arm may take it', () => {
    expect(() => route({ arms: [coder], options: { mayTake: () => false } })).toThrow(
      expect.objectContaining({ code: 'ARM_UNKNOWN', message: 'No arm may do step 1 unasked.' }),
    )
  })
})
