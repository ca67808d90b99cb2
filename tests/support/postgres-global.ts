import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/store/embedded/start-embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server on which tests may create databases. */
    databaseServerUrl: string
  }
}

/** One Postgres for the whole run: OCTOLLM_TEST_DATABASE_URL if set, else an embedded one in a folder that is removed. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const external = process.env['OCTOLLM_TEST_DATABASE_URL']
  if (external) {
    project.provide('databaseServerUrl', external)
    return undefined
  }
  // Not os.tmpdir(): TMPDIR may be closed to the user that Postgres runs as.
  const dataDir = await mkdtemp(join('/tmp', 'octollm-test-'))
  await chmod(dataDir, 0o711)
  const server = await startEmbeddedPostgres({ dataDir })
  project.provide('databaseServerUrl', server.url)
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
