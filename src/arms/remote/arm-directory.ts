import { setTimeout as sleep } from 'node:timers/promises'
import type { ArmDescription, ArmHealth } from '../../contracts/arm.ts'
import { Fault } from '../../contracts/fault.ts'
import type { Reflex } from '../../reflex/reflex.ts'
import type { ArmStore } from '../../store/arms/arm-store.ts'
import type { Logger } from '../../telemetry/log.ts'
import { gauge } from '../../telemetry/metrics.ts'
import type { LiveArmRegistry } from '../arm-registry.ts'
import type { ArmStatsBook } from '../arm-stats.ts'
import { type ArmAddresses, toText } from './arm-address.ts'
import { discoverArms } from './discover-arms.ts'
import { every } from './every.ts'
import { createMountedArms, type MountedArm } from './mounted-arms.ts'

/** The arms behind HTTP: which there are on this database, and how they are. */
export interface ArmDirectory {
  /** Takes in what is known and goes on watching. An arm that does not answer is no reason to fail. */
  start(): Promise<void>
  stop(): Promise<void>
  /**
   * Asks the arm at this address what it can do and makes it known to all processes. Again for the same arm takes in what
   * it says now. Throws REQUEST_INVALID, ARM_HOST_NOT_ALLOWED, ARM_UNAVAILABLE, ARM_OUTPUT_INVALID, REFLEX_BLOCKED, and
   * ARM_CONFLICT when the id is another arm's.
   */
  register(url: string): Promise<{ readonly description: ArmDescription; readonly created: boolean }>
  /** Throws ARM_NOT_FOUND, and ARM_CONFLICT for an arm that this process is configured with. */
  remove(armId: string): Promise<void>
  find(armId: string): MountedArm | undefined
}

export interface ArmDirectoryParts {
  readonly registry: LiveArmRegistry
  readonly stats: Pick<ArmStatsBook, 'setHealth' | 'of'>
  readonly store: ArmStore
  readonly reflex: Reflex
  readonly addresses: ArmAddresses
  /** What the arms' own keys are made of. Null: tokens are not sent. */
  readonly secret: string | null
  /** Addresses of arms that are always there. */
  readonly configured: readonly string[]
  readonly log: Logger
  /** How often arms are asked what they can do; 60,000 when left out. */
  readonly pollMs?: number
  /** How often arms are asked how they are; 30,000 when left out. */
  readonly healthMs?: number
}

// News of other processes may get lost.
const RELOAD_MS = 5_000
// Tasks may be waiting for an arm that is down.
const LOST_MS = 5_000
// A process does not wait longer than this for arms that do not answer before it begins its work.
const START_LIMIT_MS = 2_000

const LEVELS = { healthy: 1, degraded: 0.5, unavailable: 0 } as const satisfies Record<ArmHealth, number>

export function createArmDirectory(parts: ArmDirectoryParts): ArmDirectory {
  const { registry, stats, store, addresses, configured, log, pollMs = 60_000, healthMs = 30_000 } = parts
  const stopped = new AbortController()
  const { signal } = stopped
  const loops: Promise<void>[] = []
  const closers: (() => void)[] = []
  const mounted = createMountedArms({
    ...parts,
    onHealth: (armId, health) => log.info({ arm_id: armId, health }, 'arm.health'),
  })
  const { load, take, poll } = discoverArms({ ...parts, mounted, signal })
  const probe = () => mounted.probe('all', signal)
  const probeLost = () => mounted.probe('unavailable', signal)
  const isConfigured = (url: string) => configured.some((address) => toText(addresses.check(address)) === url)

  return {
    async start() {
      for (const address of configured) addresses.check(address)
      closers.push(
        gauge('armHealth', (result) => {
          for (const { id } of registry.all) result.observe(LEVELS[stats.of(id).health], { arm: id })
        }),
      )
      await load()
      await soon(poll().then(probe))
      const onError = (error: unknown) => log.warn({ error }, 'arms.unreadable')
      const until = { signal, onError }
      closers.push(store.watch(() => void load().catch(onError)))
      loops.push(every(pollMs, poll, until), every(healthMs, probe, until))
      loops.push(every(RELOAD_MS, load, until), every(Math.min(healthMs, LOST_MS), probeLost, until))
    },
    async stop() {
      stopped.abort()
      for (const close of closers) close()
      await Promise.all(loops)
      for (const { arm } of mounted.all()) mounted.unmount(arm.id)
    },
    async register(address) {
      const taking = await take(addresses.check(address), 'registered')
      await mounted.probe({ armId: taking.description.armId }, signal) // not the others: one may be slow to answer
      log.info({ arm_id: taking.description.armId, created: taking.created }, 'arm.registered')
      return taking
    },
    async remove(armId) {
      const known = mounted.get(armId)?.stored
      if (known && isConfigured(known.url)) {
        throw new Fault('ARM_CONFLICT', `Arm "${armId}" is named by OCTOLLM_ARMS: take it out of there.`)
      }
      if (registry.isFixed(armId)) throw new Fault('ARM_CONFLICT', `Arm "${armId}" is built in.`)
      if (!(await store.remove(armId)))
        throw new Fault('ARM_NOT_FOUND', 'There is no registered arm of this id; GET /arms lists the arms.')
      await load()
      log.info({ arm_id: armId }, 'arm.removed')
    },
    find: (armId) => mounted.get(armId),
  }
}

async function soon(work: Promise<void>): Promise<void> {
  const limit = new AbortController()
  await Promise.race([work, sleep(START_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => {})])
  limit.abort()
}
