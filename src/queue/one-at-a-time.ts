import pg from 'pg'

/** Does the work while no other process does work under the same name; the lock cannot outlive this process. */
export async function oneAtATime(url: string, name: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'octollm-set-up' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name])
    await work()
  } finally {
    await client.end()
  }
}
