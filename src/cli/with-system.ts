import pino from 'pino'
import { type Config, loadConfig } from '../config.ts'
import { createJsonLog, type Logger } from '../telemetry/log.ts'
import type { Surroundings } from './create-program.ts'
import { openSystem, type System } from './open-system.ts'

export interface Opened {
  readonly config: Config
  readonly log: Logger
  readonly system: System
}

/** Opens the system, does the work, and closes everything whatever came of it. */
export async function withSystem<Result>(
  { env }: Surroundings,
  work: (opened: Opened) => Promise<Result>,
  log = createJsonLog({ level: loadConfig(env).logLevel }),
): Promise<Result> {
  const config = loadConfig(env)
  if (config.unknownNames.length > 0) log.warn({ names: config.unknownNames }, 'config.unknown_names')
  const system = await openSystem(config, env, log)
  try {
    return await work({ config, log, system })
  } finally {
    await system.close()
  }
}

/** For commands whose standard output is for people or programs: only what went wrong is logged, and beside it. */
export const quietLog = (): Logger => createJsonLog({ level: 'error', stream: pino.destination(2) })
