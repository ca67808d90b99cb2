import type { Config } from '../config.ts'
import type { Model } from '../model/model.ts'
import { openAiModel } from '../model/openai-model.ts'
import { readPrices } from './read-prices.ts'

/** The model the configuration names, or null when it names none. */
export function modelFrom({ model }: Config): Model | null {
  if (!model) return null
  const { name, apiKey, baseUrl, pricesFile } = model
  return openAiModel({
    model: name,
    ...(apiKey === null ? {} : { apiKey }),
    ...(baseUrl === null ? {} : { baseUrl }),
    ...(pricesFile === null ? {} : { prices: readPrices(pricesFile) }),
  })
}
