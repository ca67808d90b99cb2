import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

/** A place and what is usual there: the mean temperature in °C, and how much it rains, 0–1. */
interface Climate {
  readonly name: string
  readonly mean: number
  readonly wet: number
}

const PLACES: readonly Climate[] = [
  { name: 'Bergen', mean: 8, wet: 0.8 },
  { name: 'Cairo', mean: 23, wet: 0.02 },
  { name: 'Lima', mean: 19, wet: 0.05 },
  { name: 'Nairobi', mean: 19, wet: 0.3 },
  { name: 'Oslo', mean: 6, wet: 0.5 },
  { name: 'São Paulo', mean: 20, wet: 0.5 },
  { name: 'Singapore', mean: 28, wet: 0.7 },
  { name: 'Vienna', mean: 11, wet: 0.35 },
]

export interface WeatherService {
  readonly url: string
  /** How many forecasts were asked for. */
  readonly asked: () => number
  close(): Promise<void>
}

/**
 * Stands in for a weather API, on a loopback port: `GET /forecast?place=Bergen&days=5`. The weather is made up, and the
 * same for the same place and day. An unknown place is answered with 404.
 */
export async function startWeatherService({ port = 0, today = new Date() } = {}): Promise<WeatherService> {
  let asked = 0
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const place = PLACES.find(({ name }) => keyOf(name) === keyOf(searchParams.get('place') ?? ''))
    if (pathname === '/forecast') asked += 1
    const isKnown = pathname === '/forecast' && place !== undefined
    const days = Math.min(Math.max(Number(searchParams.get('days') ?? 1), 1), 14)
    const body = isKnown ? { place: place.name, days: forecast(place, days, today) } : { error: 'unknown_place' }
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://127.0.0.1:${actual}`,
    asked: () => asked,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** "sao paulo" is São Paulo. */
const keyOf = (name: string) => name.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase()

const DAY_MS = 86_400_000

function forecast(climate: Climate, days: number, today: Date) {
  return Array.from({ length: days }, (_, index) => {
    const date = new Date(today.getTime() + index * DAY_MS).toISOString().slice(0, 10)
    const [warmth, spread, rain, wind] = chancesOf(`${climate.name} ${date}`)
    const low = Math.round(climate.mean - 6 + 8 * warmth)
    const rainMm = rain < climate.wet ? Math.round(rain * 200) / 10 : 0
    return {
      date,
      low_celsius: low,
      high_celsius: low + 3 + Math.round(6 * spread),
      rain_mm: rainMm,
      wind_kmh: Math.round(40 * wind),
    }
  })
}

/** Four numbers from 0 to 1 that hang on nothing but the text. */
function chancesOf(text: string): readonly [number, number, number, number] {
  const digest = createHash('sha256').update(text).digest()
  const at = (index: number) => digest.readUInt16BE(index * 2) / 0xffff
  return [at(0), at(1), at(2), at(3)]
}
