import { createArmAddresses } from '../arms/remote/arm-address.ts'
import { createArmDirectory } from '../arms/remote/arm-directory.ts'
import { createTokenDesk } from '../arms/remote/check-tokens.ts'
import type { Config } from '../config.ts'
import type { ArmDescription, ArmEntry } from '../contracts/arm.ts'
import type { Octo } from '../graph/create-octo-graph.ts'
import type { ArmDesk } from '../server/routes/arm-routes.ts'
import { createArmStore } from '../store/arms/postgres-arm-store.ts'
import type { Notifications } from '../store/notifications.ts'
import type { Sql } from '../store/sql.ts'
import type { Logger } from '../telemetry/log.ts'

interface Parts {
  readonly octo: Octo
  readonly pool: Sql
  readonly notifications: Notifications
  readonly log: Logger
}

/** The arms of this process, with those of other machines: found, watched, and shown. */
export async function openArms({ remoteArms }: Config, { octo, pool, notifications, log }: Parts) {
  const { secret, hosts, urls, pollMs, healthMs } = remoteArms
  const store = createArmStore({ pool, notifications })
  const directory = createArmDirectory({
    registry: octo.arms,
    stats: octo.stats,
    store,
    reflex: octo.reflex,
    addresses: createArmAddresses({
      hosts: [...hosts, ...urls.map((url) => new URL(url).host)],
      signs: secret !== null,
    }),
    secret,
    configured: urls,
    log,
    pollMs,
    healthMs,
  })
  await directory.start()
  const isKnown = (armId: string) => directory.find(armId) !== undefined
  const tokens = createTokenDesk({ secret, store, isKnown })
  const desk: ArmDesk = {
    list: () => octo.arms.descriptions.map(toEntry),
    registration: {
      async register(url) {
        const { description, created } = await directory.register(url)
        return { armId: description.armId, created }
      },
      remove: directory.remove,
      ...tokens,
    },
  }

  function toEntry(description: ArmDescription): ArmEntry {
    const { health, averageLatencyMs } = octo.stats.of(description.armId)
    const mounted = directory.find(description.armId)
    return {
      ...description,
      averageLatencyMs,
      source: mounted?.stored.source ?? 'built_in',
      url: mounted?.stored.url ?? null,
      health,
      checkedAt: mounted?.checkedAt?.toISOString() ?? null,
    }
  }

  return { desk, close: directory.stop }
}
