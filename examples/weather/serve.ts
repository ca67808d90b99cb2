/*
 * The same arm in a process of its own, with the stand-in for the weather API beside it unless WEATHER_URL names another.
 *   node examples/weather/serve.ts
 *   OCTOLLM_ARMS=http://127.0.0.1:8103 npx octollm serve
 */

import { serveArm } from '../../src/arm-server/index.ts' // in your project: 'octollm/arm-server'
import { openAiModel } from '../../src/index.ts' // in your project: 'octollm'
import { createWeatherArm } from './weather-arm.ts'
import { startWeatherService } from './weather-service.ts'

const { env } = process
const standIn = env['WEATHER_URL'] ? null : await startWeatherService()
const arm = createWeatherArm({ url: env['WEATHER_URL'] || (standIn?.url ?? '') })
const key = env['OPENAI_API_KEY']

const served = await serveArm(arm, {
  host: env['HOST'] ?? '127.0.0.1',
  port: Number(env['PORT'] ?? 8103),
  key: env['OCTOLLM_ARM_KEY'],
  // Without a model the forecasts come without an analysis.
  model: key ? openAiModel({ model: env['OCTOLLM_MODEL'] ?? 'gpt-4o-mini', apiKey: key }) : null,
})
console.log(`The weather arm is served at ${served.url}`)
await served.closed
await standIn?.close()
