import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createWeatherArm } from '../../examples/weather/weather-arm.ts'
import { startWeatherService, type WeatherService } from '../../examples/weather/weather-service.ts'
import { type ServedArm, serveArm } from '../../src/arm-server/index.ts'
import { runArm } from '../../src/arms/run-arm.ts'
import { toContract } from '../../src/contracts/to-contract.ts'
import { openAiModel } from '../../src/model/openai-model.ts'
import {
  CANARY,
  createArmContext,
  createOpenMeter,
  describeArmContract,
  describeRemoteArmContract,
} from '../../src/testing/index.ts'
import { always, type ModelServer, startModelServer, textOf } from '../support/model-server.ts'

const TODAY = new Date('2026-06-01T12:00:00Z')
const CONTRACT = {
  input: { location: 'Bergen', days: 3 },
  context: { contract: toContract({ goal: 'Plan the hike', context: { note: CANARY } }) },
  badInput: { value: { location: CANARY, days: 15 }, path: 'days' },
}

let service: WeatherService
beforeAll(async () => {
  service = await startWeatherService({ today: TODAY })
})
afterAll(() => service.close())

describeArmContract('the weather arm', { ...CONTRACT, createArm: () => createWeatherArm({ url: service.url }) })

let served: ServedArm
describeRemoteArmContract('the weather arm, served', {
  ...CONTRACT,
  key: 'k'.repeat(43),
  url: async () => {
    served = await serveArm(createWeatherArm({ url: service.url }), { port: 0, key: 'k'.repeat(43), log: null })
    return served.url
  },
  close: () => served.close(),
})

describe('the weather arm', () => {
  const open: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of open.splice(0)) await close()
  })

  it('forecasts five days unless told otherwise, the same for the same place and day', async () => {
    const [first, second] = [createWeatherArm({ url: service.url }), createWeatherArm({ url: service.url })]
    const { output } = await first.execute({ location: 'sao paulo' }, createArmContext())
    expect(output).toMatchObject({ found: true, location: 'São Paulo', analysis: null, note: '' })
    const dates = (output['days'] as { date: string }[]).map(({ date }) => date)
    expect(dates).toEqual(['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-04', '2026-06-05'])
    expect((await second.execute({ location: 'São Paulo' }, createArmContext())).output).toEqual(output)
  })

  it('takes the place from the task’s context when the step names none', async () => {
    const contract = toContract({ goal: 'Say the weather', context: { location: 'Oslo' } })
    const { output } = await createWeatherArm({ url: service.url }).execute({}, createArmContext({ contract }))
    expect(output).toMatchObject({ found: true, location: 'Oslo' })
  })

  it('says which input is missing when nobody names a place', async () => {
    const execute = async () => createWeatherArm({ url: service.url }).execute({}, createArmContext())
    await expect(execute()).rejects.toMatchObject({ code: 'ARM_INPUT_INVALID', errors: [{ path: 'location' }] })
  })

  it('asks again only after half an hour, or for something else', async () => {
    const clock = { now: 1 }
    const arm = createWeatherArm({ url: service.url, now: () => clock.now })
    const before = service.asked()
    const ask = (days: number) => arm.execute({ location: 'Lima', days }, createArmContext())
    await ask(2)
    await ask(2)
    expect(service.asked() - before).toBe(1)
    await ask(3)
    expect(service.asked() - before).toBe(2)
    clock.now += 30 * 60_000 + 1
    await ask(2)
    expect(service.asked() - before).toBe(3)
  })

  it('finds that a place is not known, which is a result and no failure', async () => {
    const { output, confidence } = await createWeatherArm({ url: service.url }).execute(
      { location: 'Atlantis' },
      createArmContext(),
    )
    expect({ output, confidence }).toMatchObject({ output: { found: false, days: [] }, confidence: 1 })
  })

  it.each([
    ['is down', 'closed'],
    ['answers with an error', 'error'],
    ['says what is no forecast', 'nonsense'],
    ['does not answer in time', 'silent'],
  ])('is unavailable, and worth another try, when the weather service %s', async (_name, how) => {
    const broken = createServer((_request, response) => {
      if (how === 'error') response.writeHead(500).end()
      if (how === 'nonsense') response.end('{"place": 7}')
    }).listen(0, '127.0.0.1')
    await once(broken, 'listening')
    const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`
    const close = async () => {
      broken.close()
      broken.closeAllConnections()
      await once(broken, 'close')
    }
    if (how === 'closed') await close()
    else open.push(close)
    const arm = createWeatherArm({ url, limitMs: 100 })
    const context = createArmContext()
    const ended = await runArm({ arm, input: { location: CANARY }, context, signal: context.signal, maxAttempts: 1 })
    expect(ended).toMatchObject({ status: 'error', fault: { code: 'ARM_UNAVAILABLE', retryable: true } })
    expect(ended.status === 'error' && JSON.stringify(ended.fault)).not.toContain(CANARY)
  })

  describe('with include_analysis', () => {
    let server: ModelServer
    beforeAll(async () => {
      server = await startModelServer()
    })
    afterAll(() => server.close())
    const input = { location: 'Bergen', days: 2, include_analysis: true }
    const model = () => openAiModel({ baseUrl: server.url, model: 'gpt-4o-mini' })

    it('has the model say what it means, and pays for it', async () => {
      server.answer(always, { content: ' Take a coat. ', usage: { prompt_tokens: 90, completion_tokens: 10 } }, 1)
      const meter = createOpenMeter()
      const outcome = await createWeatherArm({ url: service.url }).execute(
        input,
        createArmContext({ model: model(), meter }),
      )
      expect(outcome).toMatchObject({ output: { analysis: 'Take a coat.', note: '' }, model: 'gpt-4o-mini' })
      expect(meter.settled).toMatchObject([{ tokens: 100 }])
      expect(server.requests.map(textOf).join()).toContain('2026-06-01')
    })

    it('gives the forecast without it when there is no model, or none that answers', async () => {
      const arm = createWeatherArm({ url: service.url })
      const without = await arm.execute(input, createArmContext())
      expect(without.output).toMatchObject({
        found: true,
        analysis: null,
        note: 'No analysis: there is no language model.',
      })
      server.forget()
      const down = await arm.execute(input, createArmContext({ model: model() }))
      expect(down.output).toMatchObject({ analysis: null, note: 'No analysis: the language model does not answer.' })
    })
  })
})
