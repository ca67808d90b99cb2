import type { DocumentStore } from '../store/document-store.ts'

const PAGE = 200

/** Removes a document, or every one below a name that ends in "/". Gives how many there were. */
export async function removeDocuments(
  documents: Pick<DocumentStore, 'list' | 'remove'>,
  name: string,
  signal?: AbortSignal,
): Promise<number> {
  if (!name.endsWith('/')) return (await documents.remove(name)) ? 1 : 0
  let removed = 0
  for await (const source of sourcesBelow(documents, name)) {
    signal?.throwIfAborted()
    if (await documents.remove(source)) removed += 1
  }
  return removed
}

// Which names lie between "a/" and "a0" depends on the order of the database, so all are looked at.
async function* sourcesBelow(documents: Pick<DocumentStore, 'list'>, folder: string): AsyncGenerator<string> {
  let after: string | undefined
  do {
    const page: readonly { readonly source: string }[] = await documents.list({ limit: PAGE, after })
    for (const { source } of page) if (source.startsWith(folder)) yield source
    after = page.length < PAGE ? undefined : page.at(-1)?.source
  } while (after !== undefined)
}
