import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import { JudgeLayer, ValidateRequest } from '../../contracts/validate.ts'
import { Verdict } from '../../contracts/verdict.ts'
import { toWire } from '../../contracts/wire.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import type { JudgedRecord, JudgedStep } from './evidence.ts'
import type { Judge } from './judge.ts'
import { named, validate } from './validate.ts'

const WireVerdict = z.object({
  valid: z.boolean(),
  confidence: z.number(),
  issues: z.array(z.record(z.string(), z.unknown())),
  passed_criteria: z.array(z.string()),
  failed_criteria: z.array(z.string()),
  quality_score: z.number(),
})

const JudgeInput = z.object({
  output: z.unknown().optional().describe('What to judge; default: the outputs of the dependencies'),
  validation_types: z.array(JudgeLayer).min(1).optional().describe('Layers; all when left out'),
  expected_schema: z
    .union([z.record(z.string(), z.unknown()), z.boolean()])
    .optional()
    .describe('JSON Schema for the output, or for that of the last dependency'),
  trusted_sources: ValidateRequest.shape.trustedSources.describe('Texts whose statements are taken to be true'),
})

/**
 * Judges the outputs of the step's dependencies against the step's own acceptance criteria. The verdict is the output,
 * also when it is bad. `inputs.output` is judged instead where it is given. Throws ARM_INPUT_INVALID when there is nothing
 * to judge.
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
    inputSchema: JudgeInput,
    outputSchema: WireVerdict,
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: false,
    async execute(input, context) {
      context.signal.throwIfAborted()
      const verdict = await (input.output === undefined ? judgeSteps : judgeOutput)(judge, input, context)
      return { output: WireVerdict.parse(toWire(Verdict, verdict)), confidence: verdict.confidence }
    },
  })
}

type JudgeInput = z.infer<typeof JudgeInput>

function judgeOutput(judge: Judge, input: JudgeInput, { contract, acceptanceCriteria, signal, meter }: ArmContext) {
  const work = {
    output: input.output,
    goal: contract.goal,
    validationTypes: input.validation_types ?? JudgeLayer.options,
    acceptanceCriteria,
    expectedSchema: input.expected_schema,
    trustedSources: input.trusted_sources,
  }
  return validate(judge, work, { signal, meter })
}

function judgeSteps(judge: Judge, input: JudgeInput, context: ArmContext): Promise<Verdict> {
  const { contract, acceptanceCriteria, dependencies, signal, meter } = context
  if (dependencies.length === 0) throw nothingToJudge()
  const { expected_schema: schema, validation_types: layers } = input
  return judge.judge({
    contract: { goal: contract.goal, acceptanceCriteria: [...acceptanceCriteria], constraints: [] },
    plan: { steps: stepsOf(context) },
    records: dependencies.map(toRecord),
    ...(schema === undefined ? {} : { expected: { schema, value: dependencies.at(-1)?.output } }),
    sources: named(input.trusted_sources),
    ...(layers === undefined ? {} : { layers }),
    signal,
    meter,
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
