import { createArmStats } from '../arms/arm-stats.ts'
import { type SharedArmStats, shareArmStats } from '../arms/share-arm-stats.ts'
import { createArmRecords } from '../store/arm-stats.ts'
import type { Sql } from '../store/sql.ts'
import type { Logger } from '../telemetry/log.ts'

/** How arms have done, shared with every process on the database. */
export async function openArmStats(pool: Sql, log: Logger): Promise<SharedArmStats> {
  const stats = shareArmStats({
    book: createArmStats(),
    store: createArmRecords({ pool }),
    onError: (error) => log.warn({ error }, 'arm_stats.not_shared'),
  })
  await stats.start()
  return stats
}
