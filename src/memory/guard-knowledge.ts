import { type EntityRef, Knowledge } from '../contracts/memory.ts'
import type { Reflex } from '../reflex/reflex.ts'
import type { TokenBook } from '../reflex/token-book.ts'
import { toKept } from './guard-item.ts'

/**
 * Knowledge as it may be kept: redacted like an item, and without what is known by a personal name, since all such would
 * be one. Throws MEMORY_REFUSED for what reads like an attack.
 */
export function guardKnowledge(said: Knowledge, guard: { reflex: Reflex; tokens?: TokenBook }): Knowledge {
  const kept = Knowledge.parse(toKept(said, guard))
  const isSame = (left: EntityRef, right: EntityRef | undefined) =>
    left.name === right?.name && left.type === right.type
  return {
    entities: kept.entities.filter((entity, index) => isSame(entity, said.entities[index])),
    relationships: kept.relationships.filter(({ from, to }, index) => {
      const asSaid = said.relationships[index]
      return isSame(from, asSaid?.from) && isSame(to, asSaid?.to)
    }),
  }
}
