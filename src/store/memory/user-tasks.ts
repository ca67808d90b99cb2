import type { TokenVault } from '../../reflex/token-vault.ts'
import type { Sql } from '../sql.ts'
import { toStorable } from '../to-storable.ts'

const PAGE = 500
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

const BY_NAME = `select id from tasks where task_metadata ->> 'user_id' = $1`

// A personal id, such as an e-mail address, was replaced by a token of its task before the task was stored.
const BY_TOKEN = `
  select id, task_metadata ->> 'user_id' as user_id from tasks
  where task_metadata ->> 'user_id' ~ '\\[[A-Z][A-Z0-9_]*_[0-9]+\\]' and id > $1::uuid
  order by id limit ${PAGE}`

const WITH_CHILDREN = `
  with recursive own as (
    select id from tasks where id = any($1::uuid[])
    union
    select tasks.id from tasks join own on tasks.parent_task_id = own.id::text
  )
  select tasks.id, completed_at is not null as has_ended from own join tasks using (id)`

export interface UserTasks {
  readonly tasks: readonly { readonly taskId: string; readonly hasEnded: boolean }[]
  /** Tasks whose user cannot be told, because the key of their tokens is missing. */
  readonly unreadable: number
}

/** The tasks whose `metadata.user_id` is that user, and the tasks that those made. */
export async function findUserTasks(sql: Sql, vault: TokenVault | null, userId: string): Promise<UserTasks> {
  const named = await sql.query<{ id: string }>(BY_NAME, [toStorable(userId)])
  const { ids, unreadable } = await findByToken(sql, vault, userId)
  const { rows } = await sql.query<{ id: string; has_ended: boolean }>(WITH_CHILDREN, [
    [...named.rows.map(({ id }) => id), ...ids],
  ])
  return { tasks: rows.map(({ id, has_ended }) => ({ taskId: id, hasEnded: has_ended })), unreadable }
}

async function findByToken(sql: Sql, vault: TokenVault | null, userId: string) {
  const ids: string[] = []
  let unreadable = 0
  let after: string | undefined = FIRST_ID
  while (after !== undefined) {
    const { rows }: { rows: TokenRow[] } = await sql.query<TokenRow>(BY_TOKEN, [after])
    const users = await usersOf(rows, vault)
    unreadable += rows.length - users.size
    ids.push(...[...users].filter(([, user]) => user === userId).map(([id]) => id))
    after = rows.length < PAGE ? undefined : rows.at(-1)?.id
  }
  return { ids, unreadable }
}

interface TokenRow {
  readonly id: string
  readonly user_id: string
}

/** Whose each task is, where it can be told. */
async function usersOf(rows: readonly TokenRow[], vault: TokenVault | null): Promise<Map<string, string>> {
  if (!vault || rows.length === 0) return new Map()
  const books = await vault.books(rows.map(({ id }) => id))
  return new Map(
    rows.flatMap(({ id, user_id }): [string, string][] => {
      const book = books.get(id)
      return book ? [[id, book.restore(user_id)]] : []
    }),
  )
}
