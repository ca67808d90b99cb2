import { randomUUID } from 'node:crypto'
import { type CapabilityScope, signCapability } from '../../src/arms/remote/capability-token.ts'

const TASK_ID = '7f2c1f4e-6f0b-4a43-9f0e-0d6f3d1c8f11'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
  readonly text: string
}

/** The body of `POST /execute` as it goes over the wire. */
export function executeBody(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    task_id: TASK_ID,
    step_id: 2,
    action: 'Do what this step is about',
    inputs: {},
    context: { goal: 'Get it done', constraints: [], task: {}, acceptance_criteria: [], dependencies: [] },
    budget: { max_cost_usd: 1, max_time_seconds: 60, max_tokens: 1_000 },
    timeout_seconds: 30,
    idempotency_key: randomUUID(),
    ...overrides,
  }
}

/** The wire of an arm at `url`, spoken by hand: what is sent is what stands here. */
export function armOverHttp(url: string) {
  const send = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
  }
  return {
    send,
    execute: (overrides: Record<string, unknown> = {}, init: RequestInit = {}) =>
      send('/execute', {
        method: 'POST',
        body: JSON.stringify(executeBody(overrides)),
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      }),
  }
}

interface Claimed {
  readonly key: string
  readonly armId: string
  readonly body: string
  readonly scope?: CapabilityScope
  readonly now?: Date
}

/** The header of a request with a token of its own. */
export async function bearer({ scope = 'execute', ...claimed }: Claimed): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await signCapability({ taskId: TASK_ID, stepId: 2, scope, ...claimed })}` }
}
