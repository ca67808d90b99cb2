import { type ServedArm, serveArm } from '../../../src/arm-server/index.ts'
import type { Arm } from '../../../src/arms/arm.ts'
import { createSandbox } from '../../../src/arms/executor/create-sandbox.ts'
import { createExecutorArm } from '../../../src/arms/executor/executor-arm.ts'
import { createGuardianArm } from '../../../src/arms/guardian/guardian-arm.ts'
import { CANARY, describeRemoteArmContract } from '../../../src/testing/index.ts'
import { dependencyOutput } from '../../support/arm-context.ts'
import { silentLog } from '../../support/silent-log.ts'

const KEY = 'k'.repeat(43)

/** Starts the arm for a suite, and ends it. */
function served(createArm: () => Arm, key?: string) {
  let running: ServedArm
  return {
    ...(key === undefined ? {} : { key }),
    url: async () => {
      running = await serveArm(createArm(), { port: 0, log: silentLog, key })
      return running.url
    },
    close: () => running.close(),
  }
}

describeRemoteArmContract('the guardian, served with a key', {
  ...served(() => createGuardianArm(), KEY),
  input: { text: `${CANARY} lives at jane.doe@example.org` },
  badInput: { value: { text: [CANARY] }, path: 'text' },
})

const sandbox = createSandbox()
const executor = served(() => createExecutorArm({ sandbox }))
describeRemoteArmContract('the executor, served without a key', {
  ...executor,
  close: async () => {
    await executor.close()
    await sandbox.close()
  },
  input: { language: 'javascript', code: `result = { said: ${JSON.stringify(CANARY)} }` },
  context: { dependencies: [dependencyOutput(1, { rows: [{ note: CANARY }] })] },
  badInput: { value: { language: CANARY, code: 'print(1)' }, path: 'language' },
})
