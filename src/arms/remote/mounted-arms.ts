import type { ArmHealth } from '../../contracts/arm.ts'
import type { StoredArm } from '../../store/arms/arm-store.ts'
import type { LiveArmRegistry } from '../arm-registry.ts'
import type { ArmStatsBook } from '../arm-stats.ts'
import { armKey } from './capability-token.ts'
import { createRemoteArm, type RemoteArm } from './create-remote-arm.ts'

export interface MountedArm {
  readonly arm: RemoteArm
  readonly stored: StoredArm
  readonly health: ArmHealth
  /** When it was last asked for its health; null when it has not been yet. */
  readonly checkedAt: Date | null
}

/** The arms behind HTTP that the registry of this process has. */
export interface MountedArms {
  get(armId: string): MountedArm | undefined
  all(): readonly MountedArm[]
  /** Puts the arm into the registry, unless it is there as it is. Throws ARM_CONFLICT for the id of a built-in arm. */
  mount(stored: StoredArm): void
  unmount(armId: string): void
  /** Asks every arm for its health at the same time, or only those that were unavailable, or one. */
  probe(which: 'all' | 'unavailable' | { readonly armId: string }, signal: AbortSignal): Promise<void>
}

interface Parts {
  readonly registry: LiveArmRegistry
  readonly stats: Pick<ArmStatsBook, 'setHealth'>
  readonly secret: string | null
  onHealth(armId: string, health: ArmHealth): void
}

interface Entry {
  readonly arm: RemoteArm
  readonly stored: StoredArm
  readonly fingerprint: string
  probed: ArmHealth
  health: ArmHealth
  checkedAt: Date | null
}

const PROBE_LIMIT_MS = 10_000
const SLOW_MS = 3_000

export function createMountedArms({ registry, stats, secret, onHealth }: Parts): MountedArms {
  const entries = new Map<string, Entry>()

  /** The worst of what it says, how it did and what its breaker says is what the router and the metrics are told. */
  function refresh(armId: string): void {
    const entry = entries.get(armId)
    if (!entry) return
    const health = worst(entry.probed, entry.arm.healthByCalls())
    const isNews = health !== entry.health
    entry.health = health
    stats.setHealth(armId, health)
    if (isNews) onHealth(armId, health)
  }

  function unmount(armId: string): void {
    const entry = entries.get(armId)
    if (!entry) return
    entries.delete(armId)
    entry.arm.close()
    registry.remove(armId)
  }

  async function probeOne(armId: string, entry: Entry, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now()
    const answer = await entry.arm.probe(AbortSignal.any([signal, AbortSignal.timeout(PROBE_LIMIT_MS)]))
    if (signal.aborted) return
    const isSlow = performance.now() - startedAt > SLOW_MS
    entry.probed = isSlow ? worst(answer, 'degraded') : answer
    entry.checkedAt = new Date()
    refresh(armId)
  }

  return {
    get: (armId) => entries.get(armId),
    all: () => [...entries.values()],
    mount(stored) {
      const { armId } = stored.description
      const fingerprint = JSON.stringify([stored.url, stored.source, stored.description])
      const known = entries.get(armId)
      if (known?.fingerprint === fingerprint) return
      const key = secret === null ? null : armKey(secret, armId)
      const { url, description } = stored
      const arm = createRemoteArm({ url, description, key, onCall: () => refresh(armId) })
      try {
        registry.add(arm, description)
      } catch (error) {
        arm.close()
        throw error
      }
      known?.arm.close()
      const health = known?.probed ?? 'healthy'
      entries.set(armId, { arm, stored, fingerprint, probed: health, health, checkedAt: known?.checkedAt ?? null })
      stats.setHealth(armId, health)
    },
    unmount,
    async probe(which, signal) {
      const isAsked = (armId: string, { health }: Entry) =>
        typeof which === 'object' ? armId === which.armId : which === 'all' || health === which
      const asked = [...entries].filter(([armId, entry]) => isAsked(armId, entry))
      await Promise.all(asked.map(([armId, entry]) => probeOne(armId, entry, signal)))
    },
  }
}

const ORDER: readonly ArmHealth[] = ['healthy', 'degraded', 'unavailable']

const worst = (one: ArmHealth, other: ArmHealth) => (ORDER.indexOf(one) > ORDER.indexOf(other) ? one : other)
