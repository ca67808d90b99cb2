import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { type Arm, type ArmContext, defineArm, Fault } from '../../src/index.ts' // in your project: 'octollm'
import { askWeather, Day, type Forecast } from './weather-api.ts'

const Input = z.object({
  location: z.string().min(1).max(100).optional().describe('The place; default: "location" of the task’s context'),
  days: z.number().int().min(1).max(14).default(5).describe('How many days, from today on'),
  include_analysis: z.boolean().default(false).describe('Also what it means, in words of the model'),
})

const Output = z.object({
  found: z.boolean().describe('False for a place that the weather service does not know'),
  location: z.string(),
  days: z.array(Day),
  analysis: z.string().nullable(),
  note: z.string().describe('Why something is missing; empty when nothing is'),
})

const CACHED_MS = 30 * 60_000
const CACHED_FORECASTS = 500

export interface WeatherArmOptions {
  /** Base URL of the weather API. */
  readonly url: string
  /** How long it may take to answer; 5,000 when left out. */
  readonly limitMs?: number
  /** Milliseconds; the process's own clock when left out. */
  readonly now?: () => number
}

/** Forecasts for 1 to 14 days. What was asked within the last half hour is not asked again. */
export function createWeatherArm({ now = () => performance.now(), ...service }: WeatherArmOptions): Arm {
  const cache = new LRUCache<string, Forecast>({
    max: CACHED_FORECASTS,
    ttl: CACHED_MS,
    ttlResolution: 0,
    perf: { now },
  })

  async function forecastFor(place: string, days: number, { signal, report }: ArmContext): Promise<Forecast | null> {
    const key = JSON.stringify([place.trim().toLowerCase(), days])
    const known = cache.get(key)
    if (known) return known
    report(`Asking the weather service for ${days} days`)
    const forecast = await askWeather(service, { place, days }, signal)
    if (forecast) cache.set(key, forecast)
    return forecast
  }

  return defineArm({
    id: 'weather',
    name: 'Weather',
    version: '1.0.0',
    description: 'Forecasts the weather of a place for up to 14 days, and says what it means when asked to.',
    capabilities: ['weather_forecast'],
    costTier: 1,
    inputSchema: Input,
    outputSchema: Output,
    maxConcurrent: 10,
    sideEffects: false,
    actsOnWorld: false,
    timeoutMs: 60_000,
    async execute({ location, days, include_analysis }, context) {
      context.signal.throwIfAborted()
      const place = location ?? placeIn(context)
      const forecast = await forecastFor(place, days, context)
      if (!forecast) {
        const note = 'The weather service knows no such place.'
        return { output: { found: false, location: place, days: [], analysis: null, note }, confidence: 1 }
      }
      const { analysis, note, model } = include_analysis ? await analyse(forecast, context) : NOT_ASKED
      const output = { found: true, location: forecast.place, days: forecast.days, analysis, note }
      return { output, confidence: 0.9, model }
    },
  })
}

function placeIn({ contract }: ArmContext): string {
  const place = Input.shape.location.safeParse(contract.context['location']).data
  if (place !== undefined) return place
  throw new Fault('ARM_INPUT_INVALID', 'Say which place: give the step a location, or the task a context with one.', {
    errors: [{ path: 'location', message: 'is missing' }],
  })
}

interface Analysis {
  readonly analysis: string | null
  readonly note: string
  readonly model: string | null
}

const NOT_ASKED: Analysis = { analysis: null, note: '', model: null }

/** The forecast is as good without it, so a model that is missing or down is a note and no failure. */
async function analyse(
  { place, days }: Forecast,
  { model, meter, reflex, signal, report }: ArmContext,
): Promise<Analysis> {
  // What comes from outside is looked through before a model reads it.
  const { blocked, sanitizedText } = reflex.scan(place, { role: 'document' })
  if (!model) return { ...NOT_ASKED, note: 'No analysis: there is no language model.' }
  report('Asking the model what it means')
  try {
    const { text, model: name } = await model.ask({
      purpose: 'weather_analysis',
      messages: [
        {
          role: 'system',
          content: 'Say in two sentences what this forecast means for people outdoors. Add no numbers.',
        },
        { role: 'user', content: JSON.stringify({ place: blocked ? 'the place' : sanitizedText, days }) },
      ],
      maxTokens: 200,
      meter,
      signal,
    })
    return { analysis: text.trim(), note: '', model: name }
  } catch (error) {
    if (!(error instanceof Fault) || !error.code.startsWith('MODEL_')) throw error
    return { ...NOT_ASKED, note: 'No analysis: the language model does not answer.' }
  }
}
