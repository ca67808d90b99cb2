import { setImmediate } from 'node:timers/promises'

const TURN_MS = 10

/** Maps a list of any length, and lets whatever else waits have its turn every 10 ms: a server goes on answering. */
export async function inTurns<Item, Result>(items: readonly Item[], map: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = []
  let began = performance.now()
  for (const item of items) {
    results.push(map(item))
    if (performance.now() - began < TURN_MS) continue
    await setImmediate()
    began = performance.now()
  }
  return results
}
