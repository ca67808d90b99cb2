import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'

const TIMEOUT_MS = 5_000
/** What a thread may take besides to start. */
const START_MS = 10_000
const IDLE_MS = 60_000
const MAX_CHARS = 200_000
const HEAP_MB = 256

export const PARSED_LANGUAGES = ['python', 'javascript', 'typescript', 'go', 'rust', 'java'] as const

/** What the parsing thread is asked. */
export const SyntaxRequest = z.object({ language: z.enum(PARSED_LANGUAGES), text: z.string() })
export type SyntaxRequest = z.infer<typeof SyntaxRequest>

const SyntaxReply = z.object({
  faults: z.array(z.object({ line: z.number(), column: z.number(), message: z.string() })),
  /** The program as the JavaScript interpreter can run it; null for other languages and unreadable texts. */
  javascript: z.string().nullable(),
  /** Valid syntax that the interpreter does not know, such as "JSX". */
  obstacle: z.string().nullable(),
})
export type SyntaxReply = z.infer<typeof SyntaxReply>

export type SyntaxReport =
  | ({ readonly checked: true } & Readonly<SyntaxReply>)
  | { readonly checked: false; readonly reason: string }

/** Says where a text is not of its language. Never throws: what cannot be checked is reported as not checked. */
export type CheckSyntax = (language: string, text: string) => Promise<SyntaxReport>

export interface SyntaxOptions {
  /** Limit of one text; the thread that is still busy then is ended. Default 5,000. */
  readonly timeoutMs?: number
}

/**
 * A check by tree-sitter's grammars, for JavaScript and TypeScript with Node's own compiler as the second judge. It runs
 * on one thread that is started with the first text, takes one text at a time, ends after a minute without any, and
 * keeps no process alive.
 */
export function createSyntaxCheck({ timeoutMs = TIMEOUT_MS }: SyntaxOptions = {}): CheckSyntax {
  let thread: Worker | null = null
  let turn: Promise<unknown> = Promise.resolve()

  function start(): Worker {
    const started = new Worker(threadFile(), {
      env: {},
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    const forget = () => {
      if (thread === started) thread = null
    }
    started.on('error', forget).on('exit', forget)
    thread = started
    return started
  }

  async function ask(request: SyntaxRequest): Promise<SyntaxReport> {
    const limitMs = thread ? timeoutMs : START_MS + timeoutMs
    const asked = thread ?? start()
    asked.ref()
    try {
      asked.postMessage(request)
      const [reply] = await once(asked, 'message', { signal: AbortSignal.timeout(limitMs) })
      endWhenIdle(asked)
      return { checked: true, ...SyntaxReply.parse(reply) }
    } catch (error) {
      thread = null
      await asked.terminate()
      const isLate = error instanceof Error && error.name === 'AbortError'
      return {
        checked: false,
        reason: isLate ? `Reading it took more than ${limitMs / 1_000} s` : 'The parser failed',
      }
    }
  }

  let idle: NodeJS.Timeout | undefined
  function endWhenIdle(waiting: Worker): void {
    waiting.unref()
    clearTimeout(idle)
    idle = setTimeout(() => void waiting.terminate(), IDLE_MS).unref()
  }

  return (language, text) => {
    const request = SyntaxRequest.safeParse({ language, text })
    if (!request.success) return notChecked(`There is no parser for ${language}`)
    if (text.length > MAX_CHARS) return notChecked(`It has more than ${MAX_CHARS} characters`)
    const answer = turn.then(() => {
      clearTimeout(idle)
      return ask(request.data)
    })
    turn = answer
    return answer
  }
}

const notChecked = async (reason: string): Promise<SyntaxReport> => ({ checked: false, reason })

function threadFile(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./syntax-worker.${extension}`, import.meta.url)
}
