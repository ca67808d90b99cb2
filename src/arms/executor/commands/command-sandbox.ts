import type { FileContent } from '../interpreter.ts'
import type { SandboxResult } from '../sandbox.ts'

/** One program of the system to run, without a shell. */
export interface CommandRun {
  /** Name of an allowed program, looked up in the system's folders, and its arguments as they are. */
  readonly argv: readonly [program: string, ...args: string[]]
  /** Files by relative path, written to the working folder before the run. */
  readonly files?: Readonly<Record<string, FileContent>>
  /** Names or patterns of the files that come back; every new or changed file when left out. */
  readonly outputs?: readonly string[]
  readonly stdin?: string
  /** Milliseconds; default 30,000. */
  readonly timeoutMs?: number
  /** Megabytes for all processes of the command together; default 512. */
  readonly memoryMb?: number
  /** Bytes kept of each of stdout and stderr; default 65,536. */
  readonly maxOutputBytes?: number
  readonly signal?: AbortSignal
}

/** What came of it; `exitCode` is the program's own, or 124, 130, 137 as for programs in the interpreters. */
export type CommandResult = Omit<SandboxResult, 'result'>

/** Why commands cannot be run here, or null. */
export type CommandRefusal = { readonly reason: string; readonly advice: string } | null

/** Runs programs of the system away from it: no network, no host files but its programs, nothing kept between runs. */
export interface CommandSandbox {
  /** The programs that may be run; none by default. */
  readonly allowed: readonly string[]
  /** Tries the sandbox once and remembers what came of it. */
  check(): Promise<CommandRefusal>
  /**
   * A command that fails, hangs or is killed is a result. Throws `SandboxUnavailable` when this system has no sandbox, and
   * `TypeError` when the program is not allowed or a path leaves the working folder. Nothing is ever run outside.
   */
  run(run: CommandRun): Promise<CommandResult>
  /** Ends every command. */
  close(): Promise<void>
}
