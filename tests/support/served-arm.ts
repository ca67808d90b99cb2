import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach } from 'vitest'
import { type ServeArmOptions, serveArm } from '../../src/arm-server/index.ts'
import type { Arm, ArmContext } from '../../src/arms/arm.ts'
import { armOverHttp } from './arm-over-http.ts'
import { silentLog } from './silent-log.ts'
import { createTestArm } from './test-arm.ts'

export type TestArm = NonNullable<Parameters<typeof createTestArm>[0]>

/** Gives a way to serve arms on free ports; each test's are closed after it. */
export function useServedArms() {
  const open: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of open.splice(0)) await close()
  })
  const serveIt = async (arm: Arm, options: Partial<ServeArmOptions> = {}) => {
    const served = await serveArm(arm, { port: 0, log: silentLog, drainSeconds: 0, ...options })
    open.push(served.close)
    return { ...armOverHttp(served.url), url: served.url, close: served.close }
  }
  return { serveIt, serve: (arm: TestArm, options?: Partial<ServeArmOptions>) => serveIt(createTestArm(arm), options) }
}

/** An arm that works until it is let go, and says how often it was begun and why it was stopped. */
export function createHeldArm(more: TestArm = {}) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const stoppedBy: unknown[] = []
  const begun: ArmContext[] = []
  const arm: TestArm = {
    maxConcurrent: 2,
    async execute(_input, context) {
      begun.push(context)
      const { promise: stopped, reject } = Promise.withResolvers<never>()
      context.signal.addEventListener('abort', () => {
        stoppedBy.push(context.signal.reason)
        reject(context.signal.reason)
      })
      await Promise.race([released, stopped])
      return { output: { times: begun.length }, confidence: 1 }
    },
    ...more,
  }
  return { arm, begun, stoppedBy, release }
}

/** Waits for what others do; the test's own time limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5)
}
