import type { ArmContext, DependencyOutput } from '../arms/arm.ts'
import { toContract } from '../contracts/to-contract.ts'
import type { Meter } from '../model/model.ts'
import { createReflex } from '../reflex/create-reflex.ts'

/** A meter that allows everything and remembers what was settled. */
export function createOpenMeter(): Meter & { readonly settled: { costUsd: number; tokens: number }[] } {
  const settled: { costUsd: number; tokens: number }[] = []
  return {
    settled,
    reserve: async () => ({
      settle: async (actual) => {
        settled.push({ ...actual })
      },
    }),
  }
}

/** The context of a step of a small task: no dependencies, no model, the default budget. `reports` collects `report()`. */
export function createArmContext(overrides: Partial<ArmContext> = {}): ArmContext & { readonly reports: string[] } {
  const reports: string[] = []
  const contract = toContract({ goal: 'Add up the numbers in the list' })
  return {
    taskId: '7f2c1f4e-6f0b-4a43-9f0e-0d6f3d1c8f11',
    stepId: 2,
    action: 'Do what this step is about',
    acceptanceCriteria: ['The result is right'],
    contract,
    dependencies: [],
    budget: contract.budget,
    signal: new AbortController().signal,
    idempotencyKey: 'key-of-step-2',
    attempt: 1,
    feedback: [],
    previous: null,
    model: null,
    meter: createOpenMeter(),
    reflex: createReflex(),
    store: null,
    delegate: null,
    report: (message) => reports.push(message),
    ...overrides,
    reports,
  }
}

export function dependencyOutput(stepId: number, output: Record<string, unknown>, armId = 'coder'): DependencyOutput {
  return { stepId, armId, action: `Do step ${stepId} of the plan`, output, citations: [] }
}
