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

/** The arms that exist. Throws a TypeError when two share an id or one is not well described. */
export function createArmRegistry(arms: readonly Arm[]): ArmRegistry {
  const byId = new Map(arms.map((arm) => [arm.id, arm]))
  if (byId.size !== arms.length) throw new TypeError(`Two arms share an id: ${idsOf(arms)}. Give each its own.`)
  return {
    all: arms,
    descriptions: arms.map(describeArm),
    get(id) {
      const arm = byId.get(id)
      if (!arm) throw new Fault('ARM_UNKNOWN', `No arm is called "${id}". Known arms: ${idsOf(arms)}.`)
      return arm
    },
  }
}

const idsOf = (arms: readonly Arm[]) => (arms.length === 0 ? 'none' : arms.map(({ id }) => id).join(', '))
