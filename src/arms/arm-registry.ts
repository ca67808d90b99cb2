import type { ArmDescription } from '../contracts/arm.ts'
import { Fault } from '../contracts/fault.ts'
import { type Arm, describeArm } from './arm.ts'

export interface ArmRegistry {
  readonly all: readonly Arm[]
  /** What the planner and `GET /arms` are told, in the order of `all`. */
  readonly descriptions: readonly ArmDescription[]
  /** Throws `Fault('ARM_UNKNOWN')` naming the arms that exist. */
  get(id: string): Arm
}

/** A registry that arms join and leave while tasks run. Those it was made with stay. */
export interface LiveArmRegistry extends ArmRegistry {
  /** Whether the arm was there from the start. */
  isFixed(id: string): boolean
  /**
   * Adds an arm, in place of one of that id that was added before. `description` is what it says of itself, where that is
   * more than can be read off it. Throws ARM_CONFLICT when an arm of that id was there from the start.
   */
  add(arm: Arm, description?: ArmDescription): void
  /** Takes out an arm that was added; without effect for any other id. */
  remove(id: string): void
}

interface Entry {
  readonly arm: Arm
  readonly description: ArmDescription
}

/** The arms that exist. Throws a TypeError when two share an id or one is not well described. */
export function createArmRegistry(fixed: readonly Arm[]): LiveArmRegistry {
  const fixedIds = new Set(fixed.map(({ id }) => id))
  if (fixedIds.size !== fixed.length) throw new TypeError(`Two arms share an id: ${idsOf(fixed)}. Give each its own.`)
  const entries = new Map<string, Entry>(fixed.map((arm) => [arm.id, { arm, description: describeArm(arm) }]))
  let all: readonly Arm[] = fixed
  let descriptions = toDescriptions(entries)

  function refresh(): void {
    all = [...entries.values()].map(({ arm }) => arm)
    descriptions = toDescriptions(entries)
  }

  return {
    get all() {
      return all
    },
    get descriptions() {
      return descriptions
    },
    get(id) {
      const arm = entries.get(id)?.arm
      if (!arm) throw new Fault('ARM_UNKNOWN', `No arm is called "${id}". Known arms: ${idsOf(all)}.`)
      return arm
    },
    isFixed: (id) => fixedIds.has(id),
    add(arm, description = describeArm(arm)) {
      if (fixedIds.has(arm.id)) throw new Fault('ARM_CONFLICT', `An arm called "${arm.id}" is built in. Rename yours.`)
      entries.set(arm.id, { arm, description })
      refresh()
    },
    remove(id) {
      if (!fixedIds.has(id) && entries.delete(id)) refresh()
    },
  }
}

const toDescriptions = (entries: ReadonlyMap<string, Entry>) =>
  [...entries.values()].map(({ description }) => description)

const idsOf = (arms: readonly Arm[]) => (arms.length === 0 ? 'none' : arms.map(({ id }) => id).join(', '))
