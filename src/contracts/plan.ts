import { z } from 'zod'
import { Budget, Usage } from './usage.ts'

/** One unit of a plan, carried out by one arm. */
export const PlanStep = z.object({
  stepId: z.number().int().min(1).describe('1..n, in order'),
  action: z.string().min(10).max(500).describe('What is to be done, as an instruction'),
  armId: z.string().min(1).max(100).describe('The arm that does it'),
  requiredCapabilities: z.array(z.string()).default([]),
  dependencies: z.array(z.number().int()).default([]).describe('Ids of earlier steps whose output this step needs'),
  inputs: z.record(z.string(), z.unknown()).default({}).describe("The arm's input; outputs of dependencies are added"),
  acceptanceCriteria: z.array(z.string().min(1)).min(1).max(5),
  estimatedDuration: z.number().min(0).default(10).describe('Seconds'),
  estimatedCost: z.number().min(0).default(0).describe('US dollars'),
  costTier: z.number().int().min(1).max(5).default(2),
  rationale: z.string().default(''),
})
export type PlanStep = z.infer<typeof PlanStep>

export const PlanSource = z.enum(['llm', 'cache', 'rule', 'person'])

/** A checked plan: a directed acyclic graph of steps, with estimates. Built by the planner or edited by a person. */
export const Plan = z.object({
  planId: z.string(),
  steps: z.array(PlanStep).min(1).max(15).meta({ wire: 'plan' }),
  rationale: z.string().default(''),
  confidenceScore: z.number().min(0).max(1),
  complexityScore: z.number().min(0).max(1),
  totalEstimatedDuration: z.number().describe('Seconds, if the steps ran one after another'),
  criticalPathDuration: z.number().describe('Seconds, along the longest chain of dependencies'),
  totalEstimatedCost: z.number().describe('US dollars'),
  alternativeApproaches: z.array(z.string()).default([]),
  risks: z.array(z.string()).default([]),
  source: PlanSource,
  model: z.string().nullable(),
  usage: Usage,
  requestId: z.string().nullable(),
})
export type Plan = z.infer<typeof Plan>

/** `POST /plan`. `context.available_arms` narrows the arms on offer. */
export const PlanRequest = z.object({
  goal: z.string().min(10).max(10_000),
  constraints: z.union([z.array(z.string()).max(20), z.record(z.string(), z.unknown())]).default([]),
  context: z.record(z.string(), z.unknown()).default({}),
  acceptanceCriteria: z.array(z.string()).max(10).default([]),
  budget: Budget.prefault({}),
  requestId: z.string().max(200).optional(),
})
export type PlanRequest = z.infer<typeof PlanRequest>
