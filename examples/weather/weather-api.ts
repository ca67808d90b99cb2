import { z } from 'zod'
import { Fault } from '../../src/index.ts' // in your project: 'octollm'

export const Day = z.object({
  date: z.string(),
  low_celsius: z.number(),
  high_celsius: z.number(),
  rain_mm: z.number(),
  wind_kmh: z.number(),
})

const Forecast = z.object({ place: z.string().max(100), days: z.array(Day).max(14) })
export type Forecast = z.infer<typeof Forecast>

const LIMIT_MS = 5_000

/**
 * Asks the weather API. Null for a place it does not know: that is an answer. Throws ARM_UNAVAILABLE, which is tried again,
 * when it cannot be reached, is too slow, or says what is no forecast; and the signal's reason when that was aborted.
 */
export async function askWeather(
  { url, limitMs = LIMIT_MS }: { readonly url: string; readonly limitMs?: number },
  { place, days }: { readonly place: string; readonly days: number },
  signal: AbortSignal,
): Promise<Forecast | null> {
  const query = new URLSearchParams({ place, days: String(days) })
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
    const response = await fetch(`${url}/forecast?${query}`, { signal: limit, redirect: 'error' })
    if (response.status === 404) return null
    if (!response.ok) throw new Error(`status ${response.status}`)
    return Forecast.parse(await response.json())
  } catch (error) {
    signal.throwIfAborted()
    throw unavailable(error)
  }
}

const unavailable = (cause: unknown) =>
  new Fault('ARM_UNAVAILABLE', 'The weather service does not answer as it should. Try again later.', { cause })
