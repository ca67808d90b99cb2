import { z } from 'zod'
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

function whole(min: number, max: number) {
  const allowed = `must be a whole number from ${min} to ${max}`
  return z.coerce.number(allowed).int(allowed).min(min, allowed).max(max, allowed)
}

/** A comma-separated list that `check` can read; it throws a TypeError that says what is wrong. */
function list(check: (entries: readonly string[]) => unknown) {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const entries = text.split(',').flatMap((entry) => entry.trim() || [])
      try {
        check(entries)
      } catch (error) {
        context.addIssue(error instanceof Error ? error.message : 'cannot be read')
      }
      return entries
    })
}

/** The variables of the executor, as a part of the environment. */
export const ExecutorVariables = z.object({
  OCTOLLM_SANDBOX_IDLE: whole(0, 32).default(1),
  OCTOLLM_SANDBOX_PARALLEL: whole(1, 256).optional(),
  OCTOLLM_PYODIDE_PACKAGES: z.string().optional(),
  OCTOLLM_COMMANDS: list(checkCommands),
  OCTOLLM_HTTP_HOSTS: list(parseHosts),
  OCTOLLM_HTTP_PRIVATE_NETWORKS: list(parseNetworks),
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
