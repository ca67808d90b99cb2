import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import { Verdict } from '../../contracts/verdict.ts'
import { toWire } from '../../contracts/wire.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import type { JudgedRecord, JudgedStep } from './evidence.ts'
import type { Judge } from './judge.ts'

const WireVerdict = z.object({
  valid: z.boolean(),
  confidence: z.number(),
  issues: z.array(z.record(z.string(), z.unknown())),
  passed_criteria: z.array(z.string()),
  failed_criteria: z.array(z.string()),
  quality_score: z.number(),
})

/**
 * Judges the outputs of the step's dependencies against the step's own acceptance criteria. The verdict is the output,
 * also when it is bad. Throws ARM_INPUT_INVALID when there is nothing to judge.
 */
export function createJudgeArm(judge: Judge): Arm {
  return defineArm({
    id: 'judge',
    name: 'Judge',
    version: '1.0.0',
    description:
      'Checks the outputs of earlier steps against acceptance criteria, facts and what happened when code ran.',
    capabilities: ['validation', 'verification', 'fact_checking', 'quality_assessment'],
    costTier: 2,
    inputSchema: z.object({}),
    outputSchema: WireVerdict,
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: false,
    async execute(_, context) {
      context.signal.throwIfAborted()
      if (context.dependencies.length === 0) throw nothingToJudge()
      const { signal, meter, contract, acceptanceCriteria } = context
      const verdict = await judge.judge({
        contract: { goal: contract.goal, acceptanceCriteria: [...acceptanceCriteria], constraints: [] },
        plan: { steps: stepsOf(context) },
        records: context.dependencies.map(toRecord),
        signal,
        meter,
      })
      return { output: WireVerdict.parse(toWire(Verdict, verdict)), confidence: verdict.confidence }
    },
  })
}

// How the dependencies build on each other is not known here; each is taken to build on the ones before it.
function stepsOf({ dependencies }: ArmContext): JudgedStep[] {
  return dependencies.map(({ stepId, armId, action }) => ({
    stepId,
    armId,
    action,
    dependencies: dependencies.map((other) => other.stepId).filter((other) => other < stepId),
    acceptanceCriteria: [],
  }))
}

const toRecord = ({ stepId, armId, output, citations }: ArmContext['dependencies'][number]): JudgedRecord => ({
  stepId,
  armId,
  status: 'ok',
  output: { ...output },
  citations: [...citations],
})

function nothingToJudge(): Fault {
  const message = 'There is nothing to judge: depend on the steps whose outputs are to be checked.'
  return new Fault('ARM_INPUT_INVALID', message, { errors: [{ path: 'dependencies', message }] })
}
