import { armKey } from '../arms/remote/capability-token.ts'
import { loadConfig } from '../config.ts'
import { ArmDescription } from '../contracts/arm.ts'
import type { Surroundings } from './create-program.ts'
import { printJson, printLines } from './print.ts'

/** Prints the key of one arm, made of the server's secret: for the arm's own environment. Throws a TypeError without one. */
export async function showArmKey(id: string, { json }: { json?: boolean }, { env }: Surroundings): Promise<void> {
  const { secret } = loadConfig(env).remoteArms
  if (secret === null)
    throw new TypeError('Arms have keys only where OCTOLLM_ARM_SECRET is set: give it 32 characters or more.')
  const name = ArmDescription.shape.armId.safeParse(id)
  if (!name.success) throw new TypeError(`No arm can have this id. It needs ${name.error.issues[0]?.message}.`)
  const key = armKey(secret, id)
  if (json) printJson({ arm_id: id, key })
  else printLines([key])
}
