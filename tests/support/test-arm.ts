import { z } from 'zod'
import { type Arm, type ArmDefinition, defineArm } from '../../src/arms/arm.ts'

const anything = z.record(z.string(), z.unknown())

/** An arm that says "done", unless told otherwise. */
export function createTestArm(overrides: Partial<ArmDefinition<typeof anything>> = {}): Arm {
  return defineArm({
    id: 'tester',
    name: 'Tester',
    version: '1.0.0',
    description: 'Says that it is done.',
    capabilities: ['testing'],
    costTier: 1,
    inputSchema: anything,
    outputSchema: anything,
    maxConcurrent: 1,
    sideEffects: false,
    actsOnWorld: false,
    execute: async () => ({ output: { done: true }, confidence: 1 }),
    ...overrides,
  })
}
