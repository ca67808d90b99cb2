import { z } from 'zod'
import { ArmHealth } from './arm.ts'

/** Why a step went to an arm; `docs/routing.md` says when which. */
export const RoutingReason = z.enum(['named', 'better', 'best', 'explored', 'resumed', 'fallback'])
export type RoutingReason = z.infer<typeof RoutingReason>

/** An arm that could do the step, as the router saw it when it decided. */
export const RoutedCandidate = z.object({
  armId: z.string(),
  armVersion: z.string(),
  score: z.number().describe('0–1: 0.4·match + 0.2·availability + 0.3·success + 0.1·cost'),
  match: z.number().describe('Share of the wanted capabilities that the arm has'),
  availability: z.number(),
  success: z.number().describe('Estimated share of calls that succeed; 0.5 when unknown'),
  cost: z.number().describe('1 − cost tier / 5'),
  /** What is added to `success` for what a thin or old record does not tell. */
  uncertainty: z.number(),
  /** How many calls the record is worth, old ones counting less. */
  calls: z.number(),
  latencyMs: z.number().nullable(),
  inFlight: z.number().int(),
  health: ArmHealth,
})
export type RoutedCandidate = z.infer<typeof RoutedCandidate>

/** Which arm a step goes to, why, and what else there was; candidates are best first. */
export const RoutingDecision = z.object({
  armId: z.string(),
  armVersion: z.string(),
  /** The arm the plan names. */
  namedArmId: z.string(),
  reason: RoutingReason,
  candidates: z.array(RoutedCandidate),
})
export type RoutingDecision = z.infer<typeof RoutingDecision>
