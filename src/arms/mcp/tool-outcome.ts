import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { ArmOutcomeInput, Artifact } from '../../contracts/step.ts'

export const McpOutput = z.object({
  text: z.string().describe('Every text the tool gave back, in order'),
  structured: z.record(z.string(), z.unknown()).nullable().describe('What it gave back as JSON, or null'),
})

const MAX_CHARS = 1_000_000
const MAX_COMPLAINT = 500
// It answered; that the answer is right, nobody has checked.
const UNVERIFIED = 0.5

/** What a tool gave back. Throws `Fault`: ARM_FAILED with its complaint when it says it failed, ARM_OUTPUT_INVALID above 1 MB. */
export function toOutcome(tool: string, { content, structuredContent, isError }: CallToolResult): ArmOutcomeInput {
  const text = content.map(describe).join('\n')
  if (isError === true) {
    throw new Fault('ARM_FAILED', `The tool "${tool}" failed: ${text.slice(0, MAX_COMPLAINT) || 'it does not say why'}`)
  }
  const artifacts = content.flatMap(toArtifact)
  const size = text.length + JSON.stringify([structuredContent ?? null, artifacts]).length
  if (size > MAX_CHARS) {
    throw new Fault('ARM_OUTPUT_INVALID', `The tool "${tool}" gave back more than 1 MB. Ask it for less.`)
  }
  return { output: { text, structured: structuredContent ?? null }, confidence: UNVERIFIED, artifacts }
}

type Part = CallToolResult['content'][number]

function describe(part: Part): string {
  switch (part.type) {
    case 'text':
      return part.text
    case 'resource_link':
      return `${part.name}: ${part.uri}`
    case 'resource':
      return `(${part.resource.uri})`
    default:
      return `(${part.mimeType}, left out: only text is kept)`
  }
}

function toArtifact(part: Part): Artifact[] {
  if (part.type !== 'resource' || !('text' in part.resource)) return []
  const { uri, mimeType, text } = part.resource
  return [{ name: uri.split('/').at(-1) || uri, mediaType: mimeType ?? 'text/plain', content: text }]
}
