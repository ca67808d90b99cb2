import { createArmRegistry } from '../../src/arms/arm-registry.ts'
import { createArmStats } from '../../src/arms/arm-stats.ts'
import { createArmAddresses } from '../../src/arms/remote/arm-address.ts'
import { type ArmDirectoryParts, createArmDirectory } from '../../src/arms/remote/arm-directory.ts'
import { createReflex } from '../../src/reflex/create-reflex.ts'
import { createArmStore } from '../../src/store/arms/postgres-arm-store.ts'
import { createNotifications } from '../../src/store/notifications.ts'
import { createJsonLog } from '../../src/telemetry/log.ts'
import type { FreshDatabase } from './database.ts'
import { createTestArm } from './test-arm.ts'

/** The arm directory of one process on a database: a registry with one arm of its own, and what was logged. */
export async function openDirectory({ url, pool }: FreshDatabase, options: Partial<ArmDirectoryParts> = {}) {
  const lines: string[] = []
  const notifications = createNotifications({ url, schema: 'public' })
  await notifications.start()
  const registry = createArmRegistry([createTestArm()])
  const stats = createArmStats()
  const directory = createArmDirectory({
    registry,
    stats,
    store: createArmStore({ pool, notifications }),
    reflex: createReflex(),
    addresses: createArmAddresses({ hosts: [], signs: false }),
    secret: null,
    configured: [],
    log: createJsonLog({ stream: { write: (line) => void lines.push(line) } }),
    ...options,
  })
  await directory.start()
  return {
    ...directory,
    registry,
    stats,
    ids: () => registry.all.map(({ id }) => id),
    logged: () => lines.join(''),
    async close() {
      await directory.stop()
      await notifications.stop()
    },
  }
}
