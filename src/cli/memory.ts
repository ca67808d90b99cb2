import type { Surroundings } from './create-program.ts'
import { printJson, printLines } from './print.ts'
import { quietLog, withSystem } from './with-system.ts'

/** Deletes what is older than the configuration allows. */
export async function pruneMemory({ json }: { json?: boolean }, surroundings: Surroundings): Promise<void> {
  await withSystem(
    surroundings,
    async ({ system }) => {
      const pruned = await system.memory.prune(surroundings.shutdown)
      if (json) return printJson(pruned)
      printLines(pruned ? describe(pruned) : ['Another process is at it.'])
    },
    quietLog(),
  )
}

/** Removes everything that came from a user's tasks. */
export async function eraseUser(
  { user, json }: { user: string; json?: boolean },
  surroundings: Surroundings,
): Promise<void> {
  await withSystem(
    surroundings,
    async ({ system }) => {
      const { deleted, unreadableTasks } = await system.memory.eraseUser(user, 'cli')
      if (json) return printJson({ deleted, unreadable_tasks: unreadableTasks })
      const missing = `${unreadableTasks} tasks could not be read: their vault key is missing. Add it and erase again.`
      printLines([...describe(deleted), ...(unreadableTasks > 0 ? [missing] : [])])
    },
    quietLog(),
  )
}

function describe(counts: Readonly<Record<string, number>>): string[] {
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  return some.length > 0 ? some.map(([name, count]) => `${name.padEnd(20)} ${count}`) : ['Nothing was to be deleted.']
}
