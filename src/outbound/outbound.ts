/** One request to the world outside. */
export interface OutboundRequest {
  readonly method: string
  /** https, or http where the allowlist says so; without user name and password. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Milliseconds for everything, redirects and body included; default 30,000. */
  readonly timeoutMs?: number
  /** Bytes of the body that are kept; the rest is not read. Default 1,048,576. */
  readonly maxBytes?: number
  readonly signal?: AbortSignal
}

export interface OutboundResponse {
  readonly status: number
  /** Lower-case names; repeated ones are joined, cookies are left out. */
  readonly headers: Readonly<Record<string, string>>
  /** As it came: nothing is unpacked, so that a small answer cannot become a large one. */
  readonly body: Uint8Array
  /** The body was longer than `maxBytes`. */
  readonly truncated: boolean
  /** Where the answer came from, after redirects. */
  readonly url: string
}

/** Sends requests to allowed hosts on public addresses. Knows no proxy: the environment is not asked for one. */
export interface Outbound {
  /** Throws `OutboundRefused` when nothing may be sent, `OutboundFailed` when there was no answer; the signal's reason when aborted. */
  send(request: OutboundRequest): Promise<OutboundResponse>
}

/** The request must not be made as it stands. Nothing was sent, or nothing after the redirect that was refused. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused'
}

/** No answer came. */
export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed'
  /** False when the connection never stood, so that the other side cannot have acted on it. */
  readonly wasSent: boolean

  constructor(message: string, { wasSent, cause }: { readonly wasSent: boolean; readonly cause?: unknown }) {
    super(message, { cause })
    this.wasSent = wasSent
  }
}
