import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createSandbox } from '../../../src/arms/executor/create-sandbox.ts'
import { createExecutorArm } from '../../../src/arms/executor/executor-arm.ts'
import { ExecutorVariables } from '../../../src/arms/executor/settings.ts'
import { createArmContext } from '../../support/arm-context.ts'

const PAGE = readFileSync('docs/executor.md', 'utf8')

describe('docs/executor.md', () => {
  it('shows an input that does what it says', async () => {
    const sandbox = createSandbox({ idle: 0 })
    const input: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '')
    const { output, artifacts } = await createExecutorArm({ sandbox }).execute(input, createArmContext())
    await sandbox.close()
    expect(output).toMatchObject({ success: true, missing_outputs: [] })
    expect(artifacts).toEqual([{ name: 'count.txt', mediaType: 'text/plain', content: '2' }])
  })

  it('names every variable of the executor, as .env.example does', () => {
    const names = Object.keys(ExecutorVariables.shape).sort()
    const table = [...PAGE.matchAll(/^\| `(OCTOLLM_\w+)` \|/gm)].map(([, name]) => name)
    expect(table.sort()).toEqual(names)
    const example = readFileSync('.env.example', 'utf8')
    expect(names.filter((name) => !example.includes(`# ${name}=`))).toEqual([])
  })
})
