import type { Response } from 'express'

/** Aborts when the answer is out, its client has gone, or the server closes: whichever comes first. */
export function untilGone(response: Response, closing: AbortSignal): AbortSignal {
  const gone = new AbortController()
  const abort = () => gone.abort()
  closing.addEventListener('abort', abort)
  response.once('close', () => {
    closing.removeEventListener('abort', abort)
    abort()
  })
  if (closing.aborted) abort()
  return gone.signal
}
