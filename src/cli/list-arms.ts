import { z } from 'zod'
import { ArmEntry } from '../contracts/arm.ts'
import { toWire } from '../contracts/wire.ts'
import type { Surroundings } from './create-program.ts'
import { printJson, printLines } from './print.ts'
import { quietLog, withSystem } from './with-system.ts'

/** Lists the arms there are on this database, with how they are. */
export async function listArms({ json }: { json?: boolean }, surroundings: Surroundings): Promise<void> {
  await withSystem(
    surroundings,
    async ({ system }) => {
      const entries = system.arms.list()
      if (json) printJson(toWire(z.array(ArmEntry), [...entries]))
      else printLines(entries.map(describe))
    },
    quietLog(),
  )
}

const describe = ({ armId, source, health, capabilities, url }: ArmEntry) =>
  `${armId.padEnd(16)} ${health.padEnd(12)} ${source.padEnd(11)} ${capabilities.join(', ')}${url === null ? '' : `  ${url}`}`
