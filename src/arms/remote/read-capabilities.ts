import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ArmDescription } from '../../contracts/arm.ts'
import { Fault, invalidInput } from '../../contracts/fault.ts'
import { fromWire, toSnakeCase } from '../../contracts/wire.ts'
import type { Reflex } from '../../reflex/reflex.ts'
import { MAX_JSON_DEPTH, scanJson } from '../../reflex/scan-json.ts'
import { traceparentOf } from '../../telemetry/traceparent.ts'
import { below } from './arm-caller.ts'
import { createArmClient } from './arm-client.ts'
import { parseJson } from './read-json.ts'

const MAX_BYTES = 256 * 1_024
const LIMIT_MS = 5_000

/**
 * What an arm says of itself, within bounds: it goes into the planner's prompt. What it leaves out is what is safe: it has
 * side effects, acts on the world, and does one step at a time.
 */
const Capabilities = z.object({
  ...ArmDescription.shape,
  name: z.string().min(1).max(100),
  version: z.string().min(1).max(50).default('0.0.0'),
  description: z.string().max(500).optional(),
  capabilities: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9_.:-]{0,49}$/, 'lower-case letters, digits and "_.:-"'))
    .min(1)
    .max(50),
  inputSchema: ArmDescription.shape.inputSchema.default({ type: 'object' }),
  outputSchema: ArmDescription.shape.outputSchema.default({ type: 'object' }),
  costTier: ArmDescription.shape.costTier.default(3),
  maxConcurrent: z.number().int().min(1).max(1_000).default(1),
  sideEffects: z.boolean().default(true),
  actsOnWorld: z.boolean().default(true),
})

/**
 * Asks an arm what it can do. Throws ARM_UNAVAILABLE when it does not answer, ARM_OUTPUT_INVALID when what it says is no
 * description, REFLEX_BLOCKED when it tries to give orders to whoever reads it.
 */
export async function readCapabilities(url: URL, reflex: Reflex, signal?: AbortSignal): Promise<ArmDescription> {
  const limit = AbortSignal.timeout(LIMIT_MS)
  const headers = { 'x-request-id': randomUUID(), traceparent: traceparentOf(null) }
  const { status, text } = await createArmClient({ maxBytes: MAX_BYTES })
    .send(url.host, {
      method: 'GET',
      url: below(url, 'capabilities'),
      headers,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    .catch((error) => {
      throw limit.aborted ? tooSlow(url) : error
    })
  if (status !== 200) throw noDescription(url, `GET /capabilities answered ${status}`)
  return guarded(parseDescription(url, parseJson(text)), reflex)
}

const tooSlow = (url: URL) =>
  new Fault('ARM_UNAVAILABLE', `The arm at ${url.host} did not say what it can do within ${LIMIT_MS / 1_000} s.`)

const noDescription = (url: URL, what: string) =>
  new Fault('ARM_OUTPUT_INVALID', `The arm at ${url.host} does not describe itself: ${what}.`)

function parseDescription(url: URL, value: unknown): ArmDescription {
  const parsed = Capabilities.safeParse(fromWire(Capabilities, value))
  if (!parsed.success) {
    const summary = `What the arm at ${url.host} says of itself is not valid`
    throw invalidInput('ARM_OUTPUT_INVALID', summary, parsed.error, toSnakeCase)
  }
  const { name, capabilities } = parsed.data
  const description = parsed.data.description?.trim() || `${name} does ${capabilities.join(', ')}.`
  // How fast it is, this server measures by itself; what changes with every question would look like a new arm.
  return { ...parsed.data, description, averageLatencyMs: null, untrusted: true }
}

/** The planner's model reads it: personal data is redacted, orders are refused. */
function guarded(description: ArmDescription, reflex: Reflex): ArmDescription {
  const { armId, capabilities } = description
  const { value, blocked, reason } = scanned(description, reflex)
  if (!blocked) return ArmDescription.parse({ ...value, armId, capabilities })
  throw new Fault('REFLEX_BLOCKED', `What arm "${armId}" says of itself was refused: ${reason ?? 'unsafe'}.`)
}

function scanned(description: ArmDescription, reflex: Reflex) {
  try {
    const { value, ...verdict } = scanJson(reflex, description, { role: 'tool_output' })
    return { ...verdict, value: z.record(z.string(), z.unknown()).parse(value) }
  } catch (error) {
    throw tooDeep(description, error)
  }
}

const tooDeep = ({ armId }: ArmDescription, cause: unknown) =>
  new Fault('ARM_OUTPUT_INVALID', `The schemas of arm "${armId}" are nested deeper than ${MAX_JSON_DEPTH} levels.`, {
    cause,
  })
