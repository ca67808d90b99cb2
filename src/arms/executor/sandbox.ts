import type { FileContent } from './interpreter.ts'

/** One program to run. */
export interface SandboxRun {
  readonly language: 'python' | 'javascript'
  /**
   * Source of the main program. JavaScript is an ES module: it can import `./name.js` from `files`, `assert`, and
   * `files` (`readFile`, `readBytes`, `writeFile`, `writeBytes`, `listFiles`). Python is run as `__main__`; `import name` finds `files['name.py']`.
   */
  readonly code: string
  /** Files by relative path, written to the working folder before the run: text, or bytes as `{ base64 }`. */
  readonly files?: Readonly<Record<string, FileContent>>
  /** Names or patterns (`*.csv`, `out/**`) of the files that come back; every new or changed file when left out. */
  readonly outputs?: readonly string[]
  /** A JSON value the program sees as the global `octo`. */
  readonly input?: unknown
  readonly stdin?: string
  /** Milliseconds from the moment the interpreter has the program; default 30,000. */
  readonly timeoutMs?: number
  /** Megabytes the program may use on top of what the idle interpreter holds; default 512. */
  readonly memoryMb?: number
  /** Bytes kept of each of stdout and stderr; default 65,536. */
  readonly maxOutputBytes?: number
  readonly signal?: AbortSignal
}

export interface SandboxResult {
  /** True exactly when `exitCode` is 0. */
  readonly success: boolean
  readonly stdout: string
  /** What the program wrote there; when the sandbox ended the run, its reason is the last line. */
  readonly stderr: string
  /** 0 done, 1 the program failed, 124 timed out, 130 aborted, 137 killed (memory or an output flood). */
  readonly exitCode: number
  readonly durationMs: number
  /** Something of stdout, stderr or `files` was left out because it was too large. */
  readonly truncated: boolean
  /** What the program assigned to the global `result`, as JSON, or null. At most 1 MB. */
  readonly result: unknown
  /** Text files the program created or changed in its working folder. */
  readonly files: Readonly<Record<string, string>>
  /** The same of files that are no UTF-8 text, as base64. Of both together at most 20, at most 256 KB. */
  readonly binaryFiles: Readonly<Record<string, string>>
}

/** Runs programs away from this machine: no network, no host files, no environment, nothing kept between runs. */
export interface Sandbox {
  /**
   * A program that fails, hangs or is killed is a result, not an error. Throws `SandboxUnavailable` when the
   * interpreter cannot start, and `TypeError` when the run itself is malformed (a path that leaves the working folder).
   */
  run(run: SandboxRun): Promise<SandboxResult>
  /** Starts loading interpreters now, so that the next run need not wait for one. */
  prepare?(language: SandboxRun['language']): void
  /** Ends every interpreter; runs in progress end as aborted. */
  close(): Promise<void>
}

/** The interpreter cannot be started, so nothing was run: code never runs outside a sandbox. */
export class SandboxUnavailable extends Error {
  override readonly name = 'SandboxUnavailable'
}
