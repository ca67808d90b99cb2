import type { ArmDefinition } from '../arm.ts'

/** How somebody else's tool or agent is to be treated as an arm. */
export interface ForeignArmOptions {
  /** Default: made of its name. */
  readonly id?: string
  /** Default: its name, and "tool_use" or "agent". */
  readonly capabilities?: readonly string[]
  /** Default "1.0.0". */
  readonly version?: string
  /** 1 (free) to 5. Default 2 for a tool, 4 for an agent. */
  readonly costTier?: 1 | 2 | 3 | 4 | 5
  /** It only looks and changes nothing: its steps may be repeated, and need no approval. Default false, the safe guess. */
  readonly readOnly?: boolean
  /** Steps of it that run at once in one process. Default 4. */
  readonly maxConcurrent?: number
  /** Milliseconds. Default 120,000. */
  readonly timeoutMs?: number
}

type ForeignCard = Pick<
  ArmDefinition<never>,
  | 'id'
  | 'name'
  | 'version'
  | 'description'
  | 'capabilities'
  | 'costTier'
  | 'maxConcurrent'
  | 'sideEffects'
  | 'actsOnWorld'
  | 'timeoutMs'
>

interface Foreign {
  readonly name: string
  readonly description: string
  readonly kind: string
  readonly costTier: 1 | 2 | 3 | 4 | 5
}

const MAX_DESCRIPTION = 500
const MAX_ID = 50

/** The card of an arm made of something that knows nothing of arms. */
export function foreignCard({ name, description, kind, costTier }: Foreign, options: ForeignArmOptions): ForeignCard {
  const { readOnly = false, timeoutMs } = options
  const id = options.id ?? toArmId(name)
  return {
    id,
    name,
    version: options.version ?? '1.0.0',
    description: toSentence(description === '' ? `Does what ${name} does` : description),
    capabilities: options.capabilities ?? [id, kind],
    costTier: options.costTier ?? costTier,
    maxConcurrent: options.maxConcurrent ?? 4,
    sideEffects: !readOnly,
    actsOnWorld: !readOnly,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }
}

/** "Search Web!" → "search_web". */
export function toArmId(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
  const id = words.replace(/[^a-z0-9_-]+/g, '_').replace(/^[^a-z]+|_+$/g, '')
  return (id === '' ? 'arm' : id).slice(0, MAX_ID)
}

// The planner reads it in a list: one line, a capital letter, a full stop.
function toSentence(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_DESCRIPTION)
  const said = line.charAt(0).toUpperCase() + line.slice(1)
  return /[.!?…]$/.test(said) ? said : `${said}.`
}
