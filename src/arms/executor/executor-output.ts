import { extname } from 'node:path'
import { z } from 'zod'
import type { Artifact } from '../../contracts/step.ts'
import type { SandboxResult } from './sandbox.ts'
import { TestReport } from './test-run.ts'

export const HttpAnswer = z.object({
  status: z.number().int(),
  url: z.string().describe('Where the answer came from, after redirects'),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  body_encoding: z.enum(['utf-8', 'base64']),
})

export const ExecutorOutput = z.object({
  success: z.boolean().describe('It ended with 0 and every test passed; for http: the status is 2xx'),
  stdout: z.string(),
  stderr: z.string(),
  exit_code: z.number().int(),
  duration_ms: z.number(),
  truncated: z.boolean(),
  result: z.unknown().describe('What the program assigned to the global `result`'),
  tests: TestReport.nullable().describe('Null when there were none'),
  missing_outputs: z.array(z.string()).describe('Declared files, named in full, that were not there afterwards'),
  http: HttpAnswer.nullable().describe('Null unless the action was http'),
})
export type ExecutorOutput = z.infer<typeof ExecutorOutput>

type Ended = Omit<SandboxResult, 'result'>

/** What every action has in common, from what the sandbox says. */
export function toOutput(run: Ended, outputs: readonly string[] = []): ExecutorOutput {
  const isThere = (name: string) => Object.hasOwn(run.files, name) || Object.hasOwn(run.binaryFiles, name)
  return {
    success: run.success,
    stdout: run.stdout,
    stderr: run.stderr,
    exit_code: run.exitCode,
    duration_ms: run.durationMs,
    truncated: run.truncated,
    result: null,
    tests: null,
    missing_outputs: outputs.filter((name) => !/[*?]/.test(name) && !isThere(name)),
    http: null,
  }
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.py': 'text/x-python',
  '.svg': 'image/svg+xml',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.zip': 'application/zip',
}

/** Files as artifacts. The content of one that is no text is base64, and its media type ends in `;base64`. */
export function toArtifacts({ files, binaryFiles }: Ended): Artifact[] {
  return [
    ...Object.entries(files).map(([name, content]) => ({ name, mediaType: mediaType(name, 'text/plain'), content })),
    ...Object.entries(binaryFiles).map(([name, content]) => ({
      name,
      mediaType: `${mediaType(name, 'application/octet-stream')};base64`,
      content,
    })),
  ]
}

const mediaType = (name: string, otherwise: string) => MEDIA_TYPES[extname(name).toLowerCase()] ?? otherwise
