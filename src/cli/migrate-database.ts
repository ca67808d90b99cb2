import { loadConfig } from '../config.ts'
import { connect } from '../store/connect.ts'
import { migrate } from '../store/migrate.ts'
import type { Surroundings } from './create-program.ts'
import { openDatabase } from './open-database.ts'
import { printJson, printLines } from './print.ts'
import { quietLog } from './with-system.ts'

export async function migrateDatabase({ json }: { json?: boolean }, { env }: Surroundings): Promise<void> {
  const config = loadConfig(env)
  const database = await openDatabase(config, env, quietLog())
  const pool = connect({ url: database.url, max: 1, applicationName: 'octollm-migrate' })
  try {
    const applied = await migrate({ pool, schema: config.schema })
    if (json) printJson({ database: database.where, schema: config.schema, applied })
    else printLines([`${database.where}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}`])
  } finally {
    await pool.end()
    await database.close()
  }
}
