import { once } from 'node:events'
import { serveArm } from '../../src/arm-server/index.ts'
import { createTestArm } from './test-arm.ts'

// Serves an arm that works until standard input ends; for tests that send signals to a whole process.
const arm = createTestArm({
  async execute() {
    process.stdout.write('begun\n')
    process.stdin.resume()
    await once(process.stdin, 'end')
    return { output: {}, confidence: 1 }
  },
})
const { url } = await serveArm(arm, { port: 0, drainSeconds: 60 })
process.stdout.write(`listening ${url}\n`)
