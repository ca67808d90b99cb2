/** Text, or bytes that are no text, as base64. */
export type FileContent = string | { readonly base64: string }

/** What the parent hands to an interpreter process: a run with every default filled in. */
export interface Job {
  readonly code: string
  readonly files: Readonly<Record<string, FileContent>>
  /** Names or patterns of the files that come back; null for every file the program made or changed. */
  readonly outputs: readonly string[] | null
  /** JSON text of the global `octo`. */
  readonly input: string
  readonly stdin: string
  readonly memoryBytes: number
}

/** What an interpreter process says about the program it ran. Output does not travel here, it has its own pipes. */
export interface Outcome {
  readonly exitCode: 0 | 1 | 137
  /** JSON text of the global `result`. */
  readonly result: string
  readonly files: Readonly<Record<string, FileContent>>
  /** Files were left out because they were too many or too large. */
  readonly filesTruncated: boolean
}

/** Writes program output: 1 is stdout, 2 is stderr. */
export type WriteOutput = (stream: 1 | 2, bytes: Uint8Array | string) => void

/** A loaded interpreter. It lives in a process of its own and runs one program. */
export interface Interpreter {
  run(job: Job): Outcome | Promise<Outcome>
}

/** What an interpreter may be loaded with. */
export interface LoadOptions {
  /** File with the memory of a Python interpreter that was loaded before (`python-snapshot.ts`). */
  readonly snapshot?: string | undefined
  /** Folder of Python wheels that are put beside the standard library. */
  readonly packages?: string | undefined
}

/** Bounds on what comes back from the working folder. */
export const MAX_FILES = 20
export const MAX_FILE_BYTES = 262_144
export const MAX_RESULT_BYTES = 1_048_576
