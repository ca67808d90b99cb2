import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ownManifest, PACKAGE_ROOT } from './own-manifest.ts'

/**
 * What a package.json in `folder` has to say under "octollm" to get the package that is running: its version where it came
 * from a registry; the file or folder it came from where it did not. Nothing is asked of a registry.
 */
export async function octollmSpecifier(folder: string): Promise<string> {
  const home = dirname(PACKAGE_ROOT)
  if (basename(home) !== 'node_modules') return fileFrom(folder, PACKAGE_ROOT)
  const resolved = await resolvedBy(join(home, '.package-lock.json'))
  if (resolved?.startsWith('file:')) return fileFrom(folder, originOf(resolved, home))
  return (await ownManifest()).version
}

const Lockfile = z.object({ packages: z.record(z.string(), z.object({ resolved: z.string().optional() })) })

/** Where npm says it took the package from; undefined when it says nothing. */
async function resolvedBy(lockfile: string): Promise<string | undefined> {
  const text = await readFile(lockfile, 'utf8').catch(() => '{"packages":{}}')
  return Lockfile.safeParse(JSON.parse(text)).data?.packages['node_modules/octollm']?.resolved
}

// As npm writes it: relative to the project, or absolute.
const originOf = (resolved: string, home: string) =>
  resolved.startsWith('file:///') ? fileURLToPath(resolved) : join(dirname(home), resolved.slice('file:'.length))

/** npm goes by real paths: a link on the way would make it look elsewhere. */
async function fileFrom(folder: string, origin: string): Promise<string> {
  const [from, to] = await Promise.all([realpath(folder), realpath(origin)])
  return `file:${relative(from, to).replaceAll('\\', '/')}`
}
