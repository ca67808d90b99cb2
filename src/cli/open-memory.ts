import type { Config } from '../config.ts'
import type { EmbeddingModel } from '../model/embeddings.ts'
import type { TokenVault } from '../reflex/token-vault.ts'
import { eraseUser } from '../store/memory/erase-user.ts'
import { createKnowledgeGraph } from '../store/memory/knowledge-graph.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { pruneMemory } from '../store/memory/prune-memory.ts'
import { createTaskHistory } from '../store/memory/task-history.ts'
import type { Pool } from '../store/sql.ts'
import type { TaskStore } from '../store/task-store.ts'

interface Parts {
  readonly pool: Pool
  readonly tasks: TaskStore
  readonly vault: TokenVault | null
  readonly retention: Config['retention']
  /** Null: what is remembered is found by its words only. */
  readonly embeddings: EmbeddingModel | null
}

/** What is remembered between tasks, and how it is forgotten. */
export function openMemory({ pool, tasks, vault, retention, embeddings }: Parts) {
  return {
    store: createMemoryStore({ pool, embeddings }),
    knowledge: createKnowledgeGraph({ pool }),
    history: createTaskHistory({ pool }),
    /** By the configuration; null while another process is at it. */
    prune: (signal?: AbortSignal) => pruneMemory(pool, retention, signal),
    /** `actor` is who asked for it, for the log. */
    eraseUser: (userId: string, actor: string) => eraseUser({ pool, tasks, vault }, userId, actor),
  }
}
