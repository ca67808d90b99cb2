import { ArmDescription } from '../../contracts/arm.ts'
import type { Notifications } from '../notifications.ts'
import type { Sql } from '../sql.ts'
import { isTaskId } from '../task-id.ts'
import { toJsonb } from '../to-jsonb.ts'
import type { ArmSource, ArmStore, StoredArm } from './arm-store.ts'

const LIST = 'select url, source, description from remote_arms order by registered_at, arm_id'

// A row is changed only by the arm it belongs to: the same id at the same address.
const PUT = `
  insert into remote_arms (arm_id, url, source, description) values ($1, $2, $3, $4::jsonb)
  on conflict (arm_id) do update set
    description = excluded.description,
    source = case when remote_arms.source = 'configured' then remote_arms.source else excluded.source end
  where remote_arms.url = excluded.url
  returning xmax = 0 as is_new`

const REMOVE = 'delete from remote_arms where arm_id = $1 returning arm_id'

const REVOKE = `
  with expired as (delete from revoked_capabilities where expires_at < now())
  insert into revoked_capabilities (jti, expires_at) values ($1, $2) on conflict (jti) do nothing`

const HOLDS = `
  select exists (select from tasks where id = $2 and status = 'processing' and worker_id is not null)
    and not exists (select from revoked_capabilities where jti = $1) as holds`

const TOPIC = 'arms'
const UNIQUE_VIOLATION = '23505'

interface ArmRow {
  readonly url: string
  readonly source: ArmSource
  readonly description: unknown
}

interface Parts {
  readonly pool: Sql
  readonly notifications: Pick<Notifications, 'subscribe' | 'publish'>
}

export function createArmStore({ pool, notifications }: Parts): ArmStore {
  return {
    async list() {
      const { rows } = await pool.query<ArmRow>(LIST)
      return rows.flatMap(toStoredArm)
    },
    async put({ url, source, description }) {
      const values = [description.armId, url, source, toJsonb(description)]
      try {
        const { rows } = await pool.query<{ is_new: boolean }>(PUT, values)
        const [row] = rows
        if (!row) return 'taken'
        notifications.publish(TOPIC)
        return row.is_new ? 'added' : 'refreshed'
      } catch (error) {
        if (isUniqueViolation(error)) return 'taken'
        throw error
      }
    },
    async remove(armId) {
      const { rows } = await pool.query(REMOVE, [armId])
      notifications.publish(TOPIC)
      return rows.length > 0
    },
    watch: (onNews) => notifications.subscribe(TOPIC, onNews),
    async revoke(jti, expiresAt) {
      await pool.query(REVOKE, [jti, expiresAt])
    },
    async holds(jti, taskId) {
      if (!isTaskId(taskId)) return false
      const { rows } = await pool.query<{ holds: boolean }>(HOLDS, [jti, taskId])
      return rows[0]?.holds ?? false
    },
  }
}

const isUniqueViolation = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === UNIQUE_VIOLATION

/** One that an older version stored in another shape counts as not there, until it is asked again. */
function toStoredArm({ url, source, description }: ArmRow): StoredArm[] {
  const known = ArmDescription.safeParse(description)
  return known.success ? [{ url, source, description: known.data }] : []
}
