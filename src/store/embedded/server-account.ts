import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { EmbeddedUnavailableError } from './embedded-unavailable.ts'

/** The system user that Postgres runs as. `switchTo` is set only when that is not the user of this process. */
export interface ServerAccount {
  readonly name: string
  readonly switchTo?: { readonly uid: number; readonly gid: number }
}

/** Postgres refuses to run as root, so root hands it to `postgres` or `nobody`, whichever the system has. */
export function findServerAccount(): ServerAccount {
  if (process.platform === 'win32') throw new EmbeddedUnavailableError('Windows is not supported.')
  if (process.getuid?.() !== 0) return { name: ownName() }
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = entries.find((entry) => entry.startsWith(`${name}:`))?.split(':') ?? []
    if (uid && gid) return { name, switchTo: { uid: Number(uid), gid: Number(gid) } }
  }
  throw new EmbeddedUnavailableError('this process is root and the system has neither a postgres nor a nobody user.')
}

function ownName(): string {
  try {
    return userInfo().username
  } catch (cause) {
    // initdb asks the same question and gives up on the same answer.
    throw new EmbeddedUnavailableError(`user id ${process.getuid?.()} has no entry in /etc/passwd.`, { cause })
  }
}
