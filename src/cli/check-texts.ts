import { checkText, type TextCheck } from '../arms/guardian/check-text.ts'
import { readGuardianRules } from '../arms/guardian/rules-file.ts'
import { CheckRequest, CheckResponse } from '../contracts/check.ts'
import { toWire } from '../contracts/wire.ts'
import { createReflex } from '../reflex/create-reflex.ts'
import { loadPolicy } from '../reflex/load-policy.ts'
import type { Surroundings } from './create-program.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLines } from './print.ts'
import { isUnreadable, nameOf, openText, STDIN } from './reflex-input.ts'

interface Options {
  readonly rules?: string
  readonly context: CheckRequest['context']
  readonly keep?: boolean
  readonly json?: boolean
}

interface Checked {
  readonly name: string
  readonly check: TextCheck
}

/** The guardian on files, or on standard input. Rules from a file are tested by their own tests before they are used. */
export async function checkTexts(
  files: readonly string[],
  options: Options,
  { env, shutdown }: Surroundings,
): Promise<void> {
  const guard = await guardOf(options, env)
  const checked: Checked[] = []
  for (const file of files.length > 0 ? files : [STDIN]) {
    const request = toRequest(file, await readAll(file, shutdown), options)
    checked.push({ name: nameOf(file), check: checkText(request, guard) })
  }
  show(checked, options)
  process.exitCode = checked.every(({ check }) => check.safe) ? EXIT.done : EXIT.failed
}

async function guardOf({ rules }: Options, env: Surroundings['env']) {
  const rulesFile = rules ?? env['OCTOLLM_GUARDIAN_RULES']
  const policy = await loadPolicy(env['OCTOLLM_REFLEX_POLICY'] || null, { hashKey: env['OCTOLLM_REFLEX_HASH_KEY'] })
  return { reflex: createReflex(policy), rules: rulesFile ? await readGuardianRules(rulesFile) : [] }
}

function toRequest(file: string, text: string, { context, keep = false }: Options): CheckRequest {
  const request = CheckRequest.safeParse({ text, context, redactPii: !keep })
  if (request.success) return request.data
  throw new TypeError(`${nameOf(file)}: the guardian takes 1 to 50,000 characters at a time.`)
}

async function readAll(file: string, shutdown: AbortSignal): Promise<string> {
  try {
    const pieces: string[] = []
    for await (const piece of openText(file, shutdown)) pieces.push(piece)
    return pieces.join('')
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const message = `${nameOf(file)} cannot be read (${error.code}). Name a text file that exists.`
    throw new TypeError(message, { cause: error })
  }
}

const Shown = CheckResponse.omit({ requestId: true })

function show(checked: readonly Checked[], { json }: Options): void {
  if (json) printJson(checked.map(({ name, check }) => ({ name, check: toWire(Shown, check) })))
  else printLines(checked.flatMap(report))
}

function report({ name, check: { safe, riskLevel, issues } }: Checked): string[] {
  return [
    `${safe ? '✓' : '✗'} ${name}: ${safe ? 'safe' : 'not safe'}, risk left: ${riskLevel}`,
    ...issues.map(({ type, rule, riskLevel: risk, redacted, position }) => {
      const place = position ? ` at ${position.start}–${position.end}` : ''
      return `    ${type.padEnd(8)} ${rule}${place} (${risk}${redacted ? ', redacted' : ''})`
    }),
  ]
}
