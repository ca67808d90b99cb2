import { isDeepStrictEqual } from 'node:util'
import type { ArmDescription } from '../../contracts/arm.ts'
import { Fault } from '../../contracts/fault.ts'
import type { ArmSource } from '../../store/arms/arm-store.ts'
import { toText } from './arm-address.ts'
import type { ArmDirectoryParts } from './arm-directory.ts'
import type { MountedArms } from './mounted-arms.ts'
import { readCapabilities } from './read-capabilities.ts'

export interface ArmDiscovery {
  /** Makes the registry what the table says. */
  load(): Promise<void>
  /** Asks the arm at an address what it can do, and puts that into the table. */
  take(url: URL, source: ArmSource): Promise<{ readonly description: ArmDescription; readonly created: boolean }>
  /** Asks every arm again what it can do. */
  poll(): Promise<void>
}

interface Parts extends Pick<ArmDirectoryParts, 'registry' | 'store' | 'reflex' | 'addresses' | 'configured' | 'log'> {
  readonly mounted: MountedArms
  readonly signal: AbortSignal
}

export function discoverArms({
  registry,
  store,
  reflex,
  addresses,
  configured,
  log,
  mounted,
  signal,
}: Parts): ArmDiscovery {
  const warned = new Set<string>()
  let loading = Promise.resolve()

  /** Says what is wrong with an arm once, and again when it has been well in between. */
  function warn(address: string, error: unknown): void {
    if (!warned.has(address)) log.warn({ url: address, error }, 'arm.not_usable')
    warned.add(address)
  }

  async function loadNow(): Promise<void> {
    const stored = await store.list()
    const ids = new Set(stored.map(({ description }) => description.armId))
    for (const { arm } of mounted.all()) if (!ids.has(arm.id)) mounted.unmount(arm.id)
    for (const arm of stored) {
      try {
        addresses.check(arm.url) // another process may allow what this one does not
        mounted.mount(arm)
      } catch (error) {
        mounted.unmount(arm.description.armId)
        warn(arm.url, error)
      }
    }
  }

  // One after the other: what was read first must not be taken in last.
  function load(): Promise<void> {
    const next = loading.then(loadNow)
    loading = next.catch(() => {})
    return next
  }

  async function take(url: URL, source: ArmSource) {
    const description = await readCapabilities(url, reflex, signal)
    const { armId } = description
    if (registry.isFixed(armId)) throw taken(armId)
    const known = mounted.get(armId)?.stored
    const isKnown =
      known?.url === toText(url) && known.source === source && isDeepStrictEqual(known.description, description)
    if (isKnown) return { description, created: false }
    const put = await store.put({ url: toText(url), source, description })
    if (put === 'taken') throw taken(armId)
    await load()
    return { description, created: put === 'added' }
  }

  /** Configured arms first: one that was also registered is configured. */
  function addressesToAsk(): ReadonlyMap<string, ArmSource> {
    const known = mounted.all().map(({ stored }) => [stored.url, stored.source] as const)
    const named = configured.map((address) => [toText(addresses.check(address)), 'configured'] as const)
    return new Map([...known, ...named])
  }

  async function ask(address: string, source: ArmSource): Promise<void> {
    try {
      await take(addresses.check(address), source)
      warned.delete(address)
    } catch (error) {
      if (!signal.aborted) warn(address, error)
    }
  }

  return {
    load,
    take,
    async poll() {
      await Promise.all([...addressesToAsk()].map(([address, source]) => ask(address, source)))
    },
  }
}

const taken = (armId: string) =>
  new Fault(
    'ARM_CONFLICT',
    `The id "${armId}", or the address, is another arm's. Give the arm another id, or remove that one.`,
  )
