import { lstatSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'

export const BOX = '/box'
const WORK = `${BOX}/work`
const DISK_BYTES = 64 * 1_048_576
const MAX_PROCESSES = 64
const MAX_OPEN_FILES = 256
const MAX_KEPT_FILE = '257k' // find rounds up: every file of at most 256 KB
const MAX_LISTED = 10_000

/** First descriptor of the given files; 3 carries what the command leaves behind, 4 the system calls it is refused. */
export const FIRST_FILE_FD = 5
export const LEFT_FD = 3
export const REFUSED_CALLS_FD = 4

/**
 * A root of nothing but the system's programs, read-only; one small file system in memory to write to, gone with the last
 * process. No network, no environment, no capabilities, own process, IPC and host names, no further namespaces, no
 * terminal, ends with its parent.
 */
export function bubblewrapArgs(paths: readonly string[], argv: readonly string[], limits: Limits): string[] {
  const folders = [...new Set(paths.flatMap(foldersOf))]
  return [
    ...[
      '--unshare-all',
      '--unshare-user',
      '--disable-userns',
      '--die-with-parent',
      '--new-session',
      '--cap-drop',
      'ALL',
      '--seccomp',
      String(REFUSED_CALLS_FD),
    ],
    ...['--uid', '1000', '--gid', '1000', '--hostname', 'sandbox'],
    ...['--clearenv', '--setenv', 'PATH', '/usr/local/bin:/usr/bin:/bin', '--setenv', 'HOME', WORK],
    ...['--setenv', 'LANG', 'C.UTF-8', '--setenv', 'TMPDIR', `${BOX}/tmp`],
    ...['--ro-bind', '/usr', '/usr', ...['/bin', '/sbin', '/lib', '/lib32', '/lib64'].flatMap(systemFolder)],
    ...['/etc/alternatives', '/etc/ld.so.cache'].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev'],
    ...['--size', String(DISK_BYTES), '--tmpfs', BOX, '--dir', WORK, '--dir', `${BOX}/tmp`],
    ...['--symlink', `${BOX}/tmp`, '/tmp'],
    ...folders.flatMap((folder) => ['--dir', `${WORK}/${folder}`]),
    ...paths.flatMap((path, at) => ['--perms', '0644', '--file', String(FIRST_FILE_FD + at), `${WORK}/${path}`]),
    ...['--remount-ro', '/', '--chdir', WORK],
    ...['--', '/bin/sh', '-c', SUPERVISOR, 'sh', 'prlimit', ...limitArgs(limits), ...argv],
  ]
}

export interface Limits {
  readonly timeoutMs: number
  readonly memoryBytes: number
}

// No word of the command is read by this shell: it gets them as they are. Afterwards it lists the files in the working
// folder and packs the small ones.
const SUPERVISOR = `
"$@" ${LEFT_FD}>&-
code=$?
{
  find . -type f -printf '%s %P\\0' | head -z -n ${MAX_LISTED}
  printf '\\0'
  find . -type f -size -${MAX_KEPT_FILE} -printf '%P\\0' | head -z -n ${MAX_LISTED} |
    tar --format=ustar --null --no-recursion -cf - -T -
} 0</dev/null >&${LEFT_FD} 2>/dev/null
exit "$code"
`

// Memory of all processes together is watched (\`watch-usage.ts\`); this bounds each of them at once.
function limitArgs({ timeoutMs, memoryBytes }: Limits): string[] {
  return [
    '--core=0',
    `--nproc=${MAX_PROCESSES}`,
    `--nofile=${MAX_OPEN_FILES}`,
    `--fsize=${DISK_BYTES}`,
    `--data=${memoryBytes}`,
    `--cpu=${Math.ceil(timeoutMs / 1_000) + 1}`,
    '--',
  ]
}

/** /bin and its like are links into /usr on most systems, folders of their own on some. */
function systemFolder(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return []
  return found.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path]
}

function foldersOf(path: string): string[] {
  const folder = dirname(path)
  return folder === '.' ? [] : [...foldersOf(folder), folder]
}
