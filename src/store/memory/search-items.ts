import type { ListNamespacesOperation, MatchCondition, SearchOperation } from '@langchain/langgraph-checkpoint'
import { filterItems } from './filter-items.ts'
import type { AskedVector } from './item-vectors.ts'
import { createParameters, type Parameters } from './parameters.ts'

export interface Statement {
  readonly text: string
  readonly values: unknown[]
}

export const ALIVE = '(expires_at is null or expires_at > now())'
export const ITEM = 'namespace, key, value, created_at, updated_at'

/**
 * Items below a prefix that meet the filter: newest first, or by how well they answer the query. The score is 0–1: three
 * parts for the share of the query's words (English stems, without words such as "the") that an item has, one for how
 * often and how close together. An item with none of them is not found, unless the question is there as a vector: then the
 * nearness of the meanings (cosine) is the score where that is more.
 */
export function searchItems(operation: SearchOperation, asked: AskedVector | null = null): Statement {
  const { namespacePrefix, filter = {}, limit = 10, offset = 0, query } = operation
  const parameters = createParameters()
  const { add, values } = parameters
  const conditions = [ALIVE, ...isBelow(namespacePrefix, parameters), ...filterItems(filter, parameters)]
  const page = `limit ${add(limit)}::bigint offset ${add(offset)}::bigint`
  if (!query) {
    const text = `select ${ITEM}, null::float8 as score from memory_items where ${conditions.join(' and ')}
      order by updated_at desc, namespace, key ${page}`
    return { text, values }
  }
  const { fits, score } = asked ? byMeaning(asked, parameters) : { fits: 'words @@ loose', score: SCORE }
  const text = `${askedFor(add(query))}
    select ${ITEM}, ${score} as score from question join memory_items on ${fits} where ${conditions.join(' and ')}
    order by score desc, updated_at desc, namespace, key ${page}`
  return { text, values }
}

function byMeaning({ model, dimensions, vector, schema }: AskedVector, { add }: Parameters) {
  const isComparable = `(embedding_model = ${add(model)} and cardinality(embedding) = ${add(dimensions)}::int)`
  const distance = `embedding::${schema}.vector operator(${schema}.<=>) ${add(vector)}::${schema}.vector`
  return {
    fits: `(words @@ loose or ${isComparable})`,
    score: `greatest(
      case when words @@ loose then ${SCORE} else 0 end,
      case when ${isComparable} then 1 - (${distance}) else 0 end
    )`,
  }
}

/** The words of a question: each by itself in `asked`, any of them in `question`. Those that need escaping are left out. */
export const askedFor = (question: string) => `
  with asked as materialized (
    select quote_literal(lexeme)::tsquery as word
    from unnest(to_tsvector('english', ${question}::text)) where lexeme !~ '[''\\\\]' limit 64
  ), question as materialized (
    select string_agg(word::text, ' | ')::tsquery as loose, count(*)::float8 as size from asked
  )`

/** How well a row's `words` answer the question: 0–1. */
export const SCORE = '0.75 * (select count(*) from asked where words @@ word) / size + 0.25 * ts_rank(words, loose, 33)'

/** The first two labels by themselves, because there is an index on them. */
function isBelow(prefix: readonly string[], { add }: Parameters): string[] {
  if (prefix.length === 0) return []
  const first = prefix.slice(0, 2).map((label, index) => `namespace[${index + 1}] = ${add(label)}`)
  return [...first, `namespace[1:${prefix.length}] = ${add([...prefix])}::text[]`]
}

export function listNamespaces({
  matchConditions = [],
  maxDepth,
  limit = 100,
  offset = 0,
}: Partial<ListNamespacesOperation>): Statement {
  const parameters = createParameters()
  const { add, values } = parameters
  const conditions = [ALIVE, ...matchConditions.flatMap((condition) => isMatch(condition, parameters))]
  const namespace = maxDepth === undefined ? 'namespace' : `namespace[1:${add(maxDepth)}::int]`
  const text = `select distinct ${namespace} as namespace from memory_items where ${conditions.join(' and ')}
    order by 1 limit ${add(limit)}::bigint offset ${add(offset)}::bigint`
  return { text, values }
}

function isMatch({ matchType, path }: MatchCondition, { add }: Parameters): string[] {
  const place = (index: number) =>
    matchType === 'prefix' ? `${index + 1}` : `cardinality(namespace) - ${path.length - index - 1}`
  const labels = path.flatMap((label, index) => (label === '*' ? [] : [`namespace[${place(index)}] = ${add(label)}`]))
  return [`cardinality(namespace) >= ${path.length}`, ...labels]
}
