import type { ModelUsage } from './model.ts'

/** US dollars per million tokens, by the name of a model or the beginning of its name. */
export type PriceTable = Readonly<
  Record<string, { readonly inputPerMillion: number; readonly outputPerMillion: number }>
>

/**
 * List prices for text tokens without caching or batching, from https://platform.openai.com/docs/pricing. Prices change:
 * give `prices` to replace or add any of them.
 */
const LIST_PRICES: PriceTable = {
  'gpt-4o': { inputPerMillion: 2.5, outputPerMillion: 10 },
  'gpt-4o-mini': { inputPerMillion: 0.15, outputPerMillion: 0.6 },
  'gpt-4.1': { inputPerMillion: 2, outputPerMillion: 8 },
  'gpt-4.1-mini': { inputPerMillion: 0.4, outputPerMillion: 1.6 },
  'gpt-4.1-nano': { inputPerMillion: 0.1, outputPerMillion: 0.4 },
}

/** Reckons what tokens cost, in US dollars. */
export type Price = (inputTokens: number, outputTokens: number) => number

/**
 * The price of a model: `table` over the list prices, the longest name that the model's name begins with (so
 * "gpt-4o-mini-2024-07-18" is a "gpt-4o-mini"). A model nobody has a price for costs 0.
 */
export function priceOf(model: string, table: PriceTable = {}): Price {
  const merged = { ...LIST_PRICES, ...table }
  const [name] = Object.keys(merged)
    .filter((prefix) => model === prefix || model.startsWith(`${prefix}-`) || model.startsWith(`${prefix}:`))
    .sort((left, right) => right.length - left.length)
  const price = name === undefined ? undefined : merged[name]
  if (!price) return () => 0
  return (input, output) => (input * price.inputPerMillion + output * price.outputPerMillion) / 1_000_000
}

export const NO_MODEL_USAGE: ModelUsage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }

export function addModelUsage(left: ModelUsage, right: ModelUsage): ModelUsage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    costUsd: left.costUsd + right.costUsd,
  }
}
