import { z } from 'zod'
import type { PriceTable } from '../model/prices.ts'
import { readJson } from './read-text.ts'

const PriceFile = z.record(
  z.string(),
  z.object({ inputPerMillion: z.number().min(0), outputPerMillion: z.number().min(0) }),
)

/** A user's price table, `{ "model": { "inputPerMillion": 0.15, "outputPerMillion": 0.6 } }`, in US dollars. */
export function readPrices(file: string): PriceTable {
  const parsed = PriceFile.safeParse(readJson(file, 'OCTOLLM_PRICES'))
  if (parsed.success) return parsed.data
  throw new TypeError(`OCTOLLM_PRICES: ${file} is not a price table: ${z.prettifyError(parsed.error)}`)
}
