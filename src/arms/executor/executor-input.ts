import { z } from 'zod'
import { isInFolder } from './declared-files.ts'

const MAX_FILES = 20
const MAX_FILE_CHARS = 1_048_576
const MAX_OUTPUTS = 20

const Path = z.string().max(200).refine(isInFolder, 'must be a relative path in the working folder, such as "in.csv"')

const Files = z
  .record(Path, z.union([z.string(), z.object({ base64: z.base64() })]))
  .refine((files) => Object.keys(files).length <= MAX_FILES, `must be at most ${MAX_FILES} files`)
  .refine((files) => JSON.stringify(files).length <= MAX_FILE_CHARS, 'must be at most 1 MB together')

const Outputs = z
  .array(z.string().min(1).max(200).refine(isInFolder, 'must be a relative path or pattern in the working folder'))
  .max(MAX_OUTPUTS)

export const ExecutorInput = z.object({
  action: z
    .enum(['code', 'command', 'http'])
    .default('code')
    .describe('code: run a program; command: run `argv`; http: GET or HEAD `url`'),
  language: z
    .enum(['python', 'javascript', 'typescript'])
    .optional()
    .describe('Default: what the code of the dependency is in'),
  code: z.string().optional().describe('The program; default: `code` of the dependency `from_step`'),
  from_step: z.number().int().optional().describe('The dependency whose `code`, `tests` and `language` are taken'),
  tests: z.string().optional().describe('Tests that are run against the program instead of running it alone'),
  argv: z.array(z.string()).min(1).optional().describe('An allowed program of the system and its arguments; no shell'),
  method: z.string().optional().describe('GET (default) or HEAD; what changes something is for the arm "http"'),
  url: z.string().optional().describe('An https URL of an allowed host'),
  headers: z.record(z.string(), z.string()).optional(),
  stdin: z.string().optional(),
  data: z.unknown().optional().describe('A JSON value the program sees as octo["data"]'),
  files: Files.optional().describe('Put into the working folder: text, or {"base64": …} for bytes, by relative path'),
  outputs: Outputs.optional().describe('Files to give back, by name or pattern (*.csv, out/**); default: all new ones'),
})
export type ExecutorInput = z.infer<typeof ExecutorInput>
