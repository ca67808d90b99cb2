/** Does the work for each item, so many at once, in order. After the first error no more is begun; it is thrown at the end. */
export async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values()
  let failed = false
  const run = async () => {
    for (const item of rest) {
      if (failed) return
      await work(item).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, run))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
