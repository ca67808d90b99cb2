import { describe, expect, it } from 'vitest'
import { createJsonLog } from '../../../src/telemetry/log.ts'
import { createDiary, givenPlans, memoryGraph, runTask, steps, workArm } from '../../support/graph.ts'

describe('an arm that breaks down', () => {
  it('is logged with where it happened and nothing of what it was working on', async () => {
    const lines: string[] = []
    const log = createJsonLog({ stream: { write: (line) => void lines.push(line) } })
    const arm = workArm(createDiary(), async () => {
      throw new RangeError('cannot read "jane@example.com"')
    })
    const { outcome } = await runTask(memoryGraph({ arms: [arm], planner: givenPlans(steps([])), log }))
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'ARM_FAILED' } })
    const [line = ''] = lines.filter((one) => one.includes('arm.failed'))
    expect(JSON.parse(line)).toMatchObject({ arm_id: 'worker', step_id: 1, name: 'RangeError' })
    expect(line).toContain('breakdown-log.test.ts')
    expect(lines.join('')).not.toContain('jane@example.com')
  })
})
