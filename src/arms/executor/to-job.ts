import { isInFolder } from './declared-files.ts'
import type { Job } from './interpreter.ts'
import type { SandboxRun } from './sandbox.ts'

const MEMORY_MB = 512
const BYTES_PER_MB = 1_048_576

/** Checks a run and fills in its defaults. Throws `TypeError` on a path outside the working folder or input that is not JSON. */
export function toJob(run: SandboxRun): Job {
  const { code, files = {}, outputs = null, input = null, stdin = '', memoryMb = MEMORY_MB } = run
  for (const path of Object.keys(files)) checkPath(path)
  return { code, files, outputs, input: JSON.stringify(input), stdin, memoryBytes: memoryMb * BYTES_PER_MB }
}

function checkPath(path: string): void {
  if (isInFolder(path)) return
  throw new TypeError(`"${path}" is not a file of the working folder: give a relative path such as "solution.py".`)
}
