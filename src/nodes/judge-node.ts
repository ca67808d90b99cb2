import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import type { ArmRegistry } from '../arms/arm-registry.ts'
import type { Judge } from '../arms/judge/judge.ts'
import { Fault, toFaultRecord } from '../contracts/fault.ts'
import { latestRecords, type OctoPatch, type OctoState } from '../graph/state.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { actedSteps } from './acted-steps.ts'
import { contractOf } from './contract-of.ts'
import { type FollowUp, followUp } from './follow-up.ts'
import { guardVerdict } from './guard-words.ts'
import { openRun, type RunParts } from './open-run.ts'

interface JudgeNodeParts extends RunParts {
  readonly judge: Judge
  readonly arms: ArmRegistry
}

/** Judges the round and decides what comes next. */
export function createJudgeNode({ judge, arms, ...parts }: JudgeNodeParts) {
  return async (state: OctoState, config: LangGraphRunnableConfig): Promise<OctoPatch> => {
    const { taskId, contract } = contractOf(state)
    const { plan, round = 0, planRound = 0, repairs = 0, replans = 0 } = state
    if (!plan) throw new TypeError('There is no plan to judge.')
    const run = openRun(parts, taskId, contract.budget.maxTimeSeconds, config)
    await run.ledger.emit({ type: 'task.phase', phase: 'judging' })
    const records = latestRecords(state)
    try {
      const spoken = await judge.judge({ contract, plan, records, signal: run.signal, meter: run.ledger })
      const verdict = await run.guarded((reflex) => guardVerdict(spoken, reflex))
      await run.ledger.emit({ type: 'judge.verdict', round, verdict })
      const acted = actedSteps([...(state.records ?? []), ...(await run.ledger.finished())], arms)
        .filter((step) => step.round >= planRound)
        .map(({ stepId }) => stepId)
      const canReplan = plan.source !== 'rule'
      const next = followUp({ plan, records, verdict, repairs, replans, canReplan, acted })
      await announce(next, round + 1, run.ledger)
      return { verdict, ...patchFor(next, { round, repairs, replans }) }
    } catch (error) {
      if (!(error instanceof Fault) || error.code === 'LEASE_LOST') throw error
      return { fault: toFaultRecord(error), next: 'give_up' }
    }
  }
}

function patchFor(next: FollowUp, counts: { round: number; repairs: number; replans: number }): OctoPatch {
  switch (next.move) {
    case 'integrate':
      return { next: 'integrate' }
    case 'give_up':
      return { next: 'give_up', ...(next.fault && { fault: toFaultRecord(next.fault) }) }
    case 'replan':
      return { next: 'replan', replans: counts.replans + 1 }
    case 'repair':
      return {
        next: 'repair',
        repairs: counts.repairs + 1,
        round: counts.round + 1,
        todo: [...next.steps],
        feedback: [...next.issues],
      }
  }
}

async function announce(next: FollowUp, round: number, ledger: { emit: ReturnType<Ledger['forRun']>['emit'] }) {
  if (next.move === 'repair') {
    const reason = next.issues[0]?.message ?? 'The judge found the work wanting.'
    await ledger.emit({ type: 'repair.started', round, steps: [...next.steps], reason })
    await ledger.emit({ type: 'task.phase', phase: 'executing' })
  }
  if (next.move === 'replan') {
    await ledger.emit({ type: 'replan.started', round, reason: 'The plan did not lead to the goal.' })
  }
}
