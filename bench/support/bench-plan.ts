import { z } from 'zod'

/** One step of a plan for measuring: it waits for its dependencies and then sleeps. */
export const BenchStep = z.object({ stepId: z.number().int(), dependencies: z.array(z.number().int()), ms: z.number() })
export type BenchStep = Readonly<z.infer<typeof BenchStep>>

export type PlanShape = 'flat' | 'diamond' | 'chain'

/** Six steps that do nothing: none, some or all of them in need of the one before. */
export function sixSteps(shape: PlanShape): BenchStep[] {
  const dependencies = {
    flat: [[], [], [], [], [], []],
    diamond: [[], [1], [1], [1], [2, 3], [4, 5]],
    chain: [[], [1], [2], [3], [4], [5]],
  }[shape]
  return dependencies.map((needs, index) => ({ stepId: index + 1, dependencies: needs, ms: 0 }))
}

interface RandomPlan {
  readonly minSteps: number
  readonly maxSteps: number
  /** A quarter of it is the least a step takes; the rest is drawn so that a few steps take several times as long. */
  readonly meanMs: number
  readonly longestMs: number
}

// How many of the steps right before it a step may need.
const REACH = 4

/** A directed acyclic graph: each step needs none to three of the four steps before it. */
export function randomPlan(random: () => number, { minSteps, maxSteps, meanMs, longestMs }: RandomPlan): BenchStep[] {
  const count = minSteps + Math.floor(random() * (maxSteps - minSteps + 1))
  return Array.from({ length: count }, (_, index) => {
    const near = Array.from({ length: Math.min(index, REACH) }, (_, back) => index - back)
    const wanted = Math.floor(random() * 4)
    const dependencies = near
      .map((stepId) => ({ stepId, order: random() }))
      .sort((left, right) => left.order - right.order)
      .slice(0, wanted)
      .map(({ stepId }) => stepId)
      .sort((left, right) => left - right)
    const drawnMs = meanMs * (0.25 - 0.75 * Math.log(1 - random()))
    return { stepId: index + 1, dependencies, ms: Math.round(Math.min(drawnMs, longestMs)) }
  })
}

/** Milliseconds along the longest chain of dependencies. */
export function criticalPathMs(steps: readonly BenchStep[]): number {
  const endOf = new Map<number, number>()
  for (const { stepId, dependencies, ms } of steps) {
    endOf.set(stepId, ms + Math.max(0, ...dependencies.map((id) => endOf.get(id) ?? 0)))
  }
  return Math.max(...endOf.values())
}

/** Steps by how many steps come before them on their longest chain: what a barrier after each level makes of a plan. */
export function levelsOf(steps: readonly BenchStep[]): BenchStep[][] {
  const levelOf = new Map<number, number>()
  const levels: BenchStep[][] = []
  for (const step of steps) {
    const level = 1 + Math.max(-1, ...step.dependencies.map((id) => levelOf.get(id) ?? 0))
    levelOf.set(step.stepId, level)
    levels[level] = [...(levels[level] ?? []), step]
  }
  return levels
}
