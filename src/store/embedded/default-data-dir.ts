import { join } from 'node:path'
import { EmbeddedUnavailableError } from './embedded-unavailable.ts'

/**
 * Where the embedded Postgres keeps its data unless told otherwise. Root gets `/var/lib/octollm`, because root's home is
 * closed to the user that Postgres must run as; everyone else gets the XDG data folder.
 */
export function defaultDataDir(env: Readonly<Record<string, string | undefined>>, uid: number | undefined): string {
  if (uid === 0) return '/var/lib/octollm'
  if (env['XDG_DATA_HOME']) return join(env['XDG_DATA_HOME'], 'octollm')
  if (env['HOME']) return join(env['HOME'], '.local', 'share', 'octollm')
  throw new EmbeddedUnavailableError('neither XDG_DATA_HOME nor HOME says where its data may go.')
}
