import { describe, expect, it } from 'vitest'
import { createJudge } from '../../../../src/arms/judge/judge.ts'
import { createJudgeArm } from '../../../../src/arms/judge/judge-arm.ts'
import { CANARY, describeArmContract } from '../../../contracts/arm.ts'
import { createArmContext, dependencyOutput } from '../../../support/arm-context.ts'

const CODE = { language: 'python', code: 'x = 1', tests: 'tests' }
const FAILED = { success: false, exit_code: 1, stdout: '', stderr: 'NameError: y', tests: null }

describeArmContract('createJudgeArm', {
  createArm: () => createJudgeArm(createJudge({ model: null })),
  input: { note: CANARY },
  context: { dependencies: [dependencyOutput(1, { text: CANARY })] },
  badInput: { value: CANARY, path: '' },
})

describe('createJudgeArm', () => {
  const arm = createJudgeArm(createJudge({ model: null }))

  it("judges its dependencies against the step's own criteria, and gives the verdict in snake_case", async () => {
    const dependencies = [dependencyOutput(1, CODE), dependencyOutput(2, FAILED, 'executor')]
    const acceptanceCriteria = ['Code runs without errors', 'It is elegant']
    const { output, confidence } = await arm.execute({}, createArmContext({ dependencies, acceptanceCriteria }))
    expect(output).toMatchObject({
      valid: false,
      passed_criteria: [],
      failed_criteria: ['Code runs without errors'],
      quality_score: 0,
      issues: [
        { type: 'execution', severity: 'error', step_id: 1 },
        { type: 'criteria', severity: 'error', step_id: 1 },
        { type: 'criteria', severity: 'info' },
      ],
    })
    expect(confidence).toBe(1)
  })

  it('refuses to judge nothing, and says what to do', async () => {
    await expect(arm.execute({}, createArmContext())).rejects.toMatchObject({
      code: 'ARM_INPUT_INVALID',
      message: expect.stringContaining('depend on the steps'),
    })
  })
})
