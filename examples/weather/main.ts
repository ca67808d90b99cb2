/*
 * The weather arm beside the six that come with OctoLLM, and a task that needs it.
 *   node examples/weather/main.ts
 */

import { createOctoGraph } from '../../src/index.ts' // in your project: 'octollm'
import { createWeatherArm } from './weather-arm.ts'
import { startWeatherService } from './weather-service.ts'

const service = await startWeatherService()
const graph = createOctoGraph({ arms: [createWeatherArm({ url: service.url })] })

const { outcome, answer } = await graph.invoke({
  goal: 'What will the weather be like in the place named in the context?',
  context: { location: 'Bergen' },
  requiredCapabilities: ['weather_forecast'],
})
console.log(`${outcome?.status}: asked ${service.asked()} time(s)`)
console.log(answer)
await service.close()
