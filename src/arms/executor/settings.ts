import { z } from 'zod'
import { commaList, wholeNumber } from '../../contracts/setting.ts'
import { parseNetworks } from '../../outbound/check-address.ts'
import { parseHosts } from '../../outbound/check-url.ts'
import { checkCommands } from './commands/check-commands.ts'

export interface ExecutorSettings {
  /** Loaded interpreters that wait per language. */
  readonly idle: number
  /** Programs that run at once; null: by the number of processors. */
  readonly parallel: number | null
  /** Folder of Python wheels. */
  readonly packages: string | null
  /** Programs of the system that steps may run. */
  readonly commands: readonly string[]
  readonly httpHosts: readonly string[]
  readonly privateNetworks: readonly string[]
}

/** The variables of the executor, as a part of the environment. */
export const ExecutorVariables = z.object({
  OCTOLLM_SANDBOX_IDLE: wholeNumber(0, 32).default(1),
  OCTOLLM_SANDBOX_PARALLEL: wholeNumber(1, 256).optional(),
  OCTOLLM_PYODIDE_PACKAGES: z.string().optional(),
  OCTOLLM_COMMANDS: commaList(checkCommands),
  OCTOLLM_HTTP_HOSTS: commaList(parseHosts),
  OCTOLLM_HTTP_PRIVATE_NETWORKS: commaList(parseNetworks),
})

export function toExecutorSettings(vars: z.infer<typeof ExecutorVariables>): ExecutorSettings {
  return {
    idle: vars.OCTOLLM_SANDBOX_IDLE,
    parallel: vars.OCTOLLM_SANDBOX_PARALLEL ?? null,
    packages: vars.OCTOLLM_PYODIDE_PACKAGES ?? null,
    commands: vars.OCTOLLM_COMMANDS,
    httpHosts: vars.OCTOLLM_HTTP_HOSTS,
    privateNetworks: vars.OCTOLLM_HTTP_PRIVATE_NETWORKS,
  }
}
