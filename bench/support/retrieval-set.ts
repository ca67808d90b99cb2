import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const Document = z.object({ _id: z.coerce.string(), title: z.string().default(''), text: z.string() })
const Query = z.object({ _id: z.coerce.string(), text: z.string() })

/** Documents, questions, and which documents answer which question how well. */
export interface RetrievalSet {
  readonly documents: readonly z.infer<typeof Document>[]
  /** Only those that have a judgement. */
  readonly queries: readonly z.infer<typeof Query>[]
  readonly judgements: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/**
 * Reads the format of BEIR: `corpus.jsonl` {_id, title, text}, `queries.jsonl` {_id, text}, and judgements as tab-separated
 * query, document, score with a heading line, in `qrels.tsv` or `qrels/test.tsv`.
 */
export async function readRetrievalSet(folder: string): Promise<RetrievalSet> {
  const [documents, queries] = await Promise.all([
    readLines(join(folder, 'corpus.jsonl'), Document),
    readLines(join(folder, 'queries.jsonl'), Query),
  ])
  const flat = join(folder, 'qrels.tsv')
  const judgements = toJudgements(await readFile(existsSync(flat) ? flat : join(folder, 'qrels', 'test.tsv'), 'utf8'))
  return { documents, judgements, queries: queries.filter(({ _id }) => judgements.has(_id)) }
}

async function readLines<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => schema.parse(JSON.parse(line)))
}

function toJudgements(text: string): Map<string, Map<string, number>> {
  const byQuery = new Map<string, Map<string, number>>()
  for (const line of text.split('\n').slice(1)) {
    const [query = '', document = '', score = ''] = line.trim().split('\t')
    if (Number(score) > 0) byQuery.set(query, (byQuery.get(query) ?? new Map()).set(document, Number(score)))
  }
  return byQuery
}

export interface Quality {
  readonly recall: number
  readonly ndcg: number
}

const LOOKED_AT = 10

/** Means over the questions, as trec_eval has them: recall@10, and nDCG@10 with the judgement as the gain (not 2^x - 1). */
export function qualityOf(
  found: ReadonlyMap<string, readonly string[]>,
  judgements: RetrievalSet['judgements'],
): Quality {
  const each = [...judgements].map(([query, relevant]) => {
    const best = (found.get(query) ?? []).slice(0, LOOKED_AT)
    const gains = best.map((document) => relevant.get(document) ?? 0)
    const ideal = [...relevant.values()].sort((left, right) => right - left).slice(0, LOOKED_AT)
    return { recall: gains.filter((gain) => gain > 0).length / relevant.size, ndcg: gainOf(gains) / gainOf(ideal) }
  })
  const mean = (pick: (quality: Quality) => number) => each.reduce((total, one) => total + pick(one), 0) / each.length
  return { recall: mean(({ recall }) => recall), ndcg: mean(({ ndcg }) => ndcg) }
}

const gainOf = (gains: readonly number[]) =>
  gains.reduce((total, gain, index) => total + gain / Math.log2(index + 2), 0)
