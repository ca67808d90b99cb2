import { z } from 'zod'
import { commaList } from '../../contracts/setting.ts'
import { checkArmHosts, checkArmUrls } from './arm-address.ts'

/** Arms behind HTTP, as a process is told of them. */
export interface RemoteArmSettings {
  /** Those that are always there. */
  readonly urls: readonly string[]
  /** Hosts besides this machine where arms may be. */
  readonly hosts: readonly string[]
  /** What the keys of arms are made of. Null: arms outside this machine are not called. */
  readonly secret: string | null
  readonly pollMs: number
  readonly healthMs: number
}

const seconds = z.coerce
  .number('must be a whole number of seconds from 1 to 3600')
  .int('must be a whole number of seconds from 1 to 3600')
  .min(1, 'must be at least 1')
  .max(3_600, 'must be at most 3600')

/** The variables of arms behind HTTP, as a part of the environment. */
export const RemoteArmVariables = z.object({
  OCTOLLM_ARMS: commaList(checkArmUrls),
  OCTOLLM_ARM_HOSTS: commaList(checkArmHosts),
  OCTOLLM_ARM_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  OCTOLLM_ARM_POLL_SECONDS: seconds.default(60),
  OCTOLLM_ARM_HEALTH_SECONDS: seconds.default(30),
})

export function toRemoteArmSettings(vars: z.infer<typeof RemoteArmVariables>): RemoteArmSettings {
  return {
    urls: vars.OCTOLLM_ARMS,
    hosts: vars.OCTOLLM_ARM_HOSTS,
    secret: vars.OCTOLLM_ARM_SECRET ?? null,
    pollMs: vars.OCTOLLM_ARM_POLL_SECONDS * 1_000,
    healthMs: vars.OCTOLLM_ARM_HEALTH_SECONDS * 1_000,
  }
}
