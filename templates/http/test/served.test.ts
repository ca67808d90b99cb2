import { type ServedArm, serveArm } from 'octollm/arm-server'
import { CANARY, describeRemoteArmContract } from 'octollm/testing'
import { arm } from '../src/name-arm.ts'

const key = 'only-for-this-test-'.padEnd(43, '0')
let served: ServedArm

describeRemoteArmContract('{{name}}, served over HTTP', {
  key,
  url: async () => {
    served = await serveArm(arm, { port: 0, key, log: null })
    return served.url
  },
  close: () => served.close(),
  input: { text: `one two ${CANARY}` },
  badInput: { value: { text: [CANARY] }, path: 'text' },
})
