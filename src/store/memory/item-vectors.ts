import type { EmbeddingModel } from '../../model/embeddings.ts'
import type { Sql } from '../sql.ts'
import { toVector } from '../vector-table.ts'

/** Longer texts are cut: models take some 8,000 tokens. */
const MOST_CHARACTERS = 6_000

const EXTENSION = `
  select quote_ident(nspname) as schema from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
  where extname = 'vector'`

/** A question as a vector, and where pgvector is. */
export interface AskedVector {
  readonly model: string
  readonly dimensions: number
  readonly vector: string
  readonly schema: string
}

export interface ItemVectors {
  readonly model: string
  /** Vectors of texts; null for all of them when the model fails: the items are found by their words then. */
  embed(texts: readonly string[]): Promise<readonly (readonly number[] | null)[]>
  /** Null where pgvector is not installed, and when the model fails. */
  ask(query: string): Promise<AskedVector | null>
}

export function createItemVectors(sql: Sql, model: EmbeddingModel): ItemVectors {
  let found: string | undefined
  const extension = async () => {
    found ??= (await sql.query<{ schema: string }>(EXTENSION)).rows[0]?.schema
    return found
  }
  return {
    model: model.name,
    async embed(texts) {
      if (!(await extension())) return texts.map(() => null)
      const cut = texts.map((text) => text.slice(0, MOST_CHARACTERS).toWellFormed())
      return model.embedDocuments(cut).catch(() => texts.map(() => null))
    },
    async ask(query) {
      const schema = await extension()
      const vector = schema ? await model.embedQuery(query).catch(() => null) : null
      return schema && vector
        ? { model: model.name, dimensions: vector.length, vector: toVector(vector), schema }
        : null
    },
  }
}
