import { afterEach } from 'vitest'
import type { ArmContext } from '../../src/arms/arm.ts'
import { createRemoteArm, type RemoteArm, type RemoteArmOptions } from '../../src/arms/remote/create-remote-arm.ts'
import { runArm } from '../../src/arms/run-arm.ts'
import { createArmContext } from './arm-context.ts'
import { type RemoteArmServer, serveRemoteArm } from './remote-arm-server.ts'

/** Remote arms over real HTTP for the tests of a file; those of a test are closed after it. */
export function useRemoteArms() {
  const open: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of open.splice(0)) await close()
  })
  return {
    /** Called after the test. */
    open,
    async aRemoteArm(
      overrides: Parameters<typeof serveRemoteArm>[0] = {},
      options: Partial<RemoteArmOptions> = {},
    ): Promise<{ server: RemoteArmServer; arm: RemoteArm }> {
      const server = await serveRemoteArm(overrides)
      const arm = createRemoteArm({ url: server.url, description: server.description, key: null, ...options })
      open.push(server.close, arm.close)
      return { server, arm }
    },
    run: (arm: RemoteArm, input: unknown = {}, context: ArmContext = createArmContext()) =>
      runArm({ arm, input, context, signal: context.signal, backoffMs: 1 }),
  }
}
