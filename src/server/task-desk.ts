import { z } from 'zod'
import { ApprovalAnswer } from '../contracts/approval.ts'
import type { TaskEvent } from '../contracts/event.ts'
import type { Task, TaskRequest } from '../contracts/task.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { restoreJson } from '../reflex/restore-json.ts'
import { createTokenBook, NAMELESS_TOKENS, type TokenBook } from '../reflex/token-book.ts'
import type { SealedTokens, TokenVault } from '../reflex/token-vault.ts'
import { withTokens } from '../reflex/with-tokens.ts'
import { isTokenConflict } from '../store/sealed-tokens.ts'
import { isTaskId } from '../store/task-id.ts'
import type { Submission, TaskStore } from '../store/task-store.ts'
import { guardTexts, toGuardedContract } from './guard-texts.ts'

/**
 * Where submitters hand in tasks and answers, and get them back. What comes in is checked and stored with tokens in place
 * of everything personal; what goes out has the values again. The store, the workers and the models see tokens only.
 */
export interface TaskDesk extends Pick<TaskStore, 'find' | 'list' | 'results' | 'events' | 'trace' | 'watch'> {
  /** Throws REFLEX_BLOCKED, REQUEST_INVALID, and what the store throws. */
  submit(
    asked: TaskRequest,
    options?: Pick<Submission, 'idempotency'>,
  ): Promise<{ readonly task: Task; readonly created: boolean }>
  /** Throws REFLEX_BLOCKED, and what the store throws. */
  resume(taskId: string, answer: ApprovalAnswer): Promise<Task>
  cancel(taskId: string, reason: string | null): Promise<Task>
}

interface DeskParts {
  readonly tasks: TaskStore
  readonly reflex: Reflex
  /** Null: tokens stay tokens, for everybody. */
  readonly vault: TokenVault | null
}

const Reason = z.object({ reason: z.string().nullable() })

export function createTaskDesk({ tasks, reflex, vault }: DeskParts): TaskDesk {
  const restored = createRestorer(vault)
  const guardFor = createGuard(reflex, vault)
  return {
    async submit(asked, { idempotency } = {}) {
      const tokens = createTokenBook()
      const { contract, verdict } = toGuardedContract(reflex, asked, tokens)
      const { task, created } = await tasks.submit({
        contract,
        events: [{ type: 'reflex.checked', ...verdict }],
        ...(vault ? { sealTokens: (taskId) => vault.seal(taskId, tokens) } : {}),
        ...(idempotency ? { idempotency } : {}),
      })
      return { task: await restored(task, task.taskId), created }
    },
    async find(taskId) {
      const task = await tasks.find(taskId)
      return task && restored(task, task.taskId)
    },
    async list(filter) {
      const { tasks: page, nextCursor } = await tasks.list(filter)
      const books = await restored.books(page.filter(mayHoldTokens).map(({ taskId }) => taskId))
      return { tasks: page.map((task) => restoreJson(task, books.get(task.taskId) ?? NAMELESS_TOKENS)), nextCursor }
    },
    results: async (taskId) => restored(await tasks.results(taskId), taskId),
    events: async (taskId, after, limit) =>
      restored<readonly TaskEvent[]>(await tasks.events(taskId, after, limit), taskId),
    async trace(taskId) {
      const trace = await tasks.trace(taskId)
      return trace && restored(trace, taskId)
    },
    watch: tasks.watch,
    async resume(taskId, answer) {
      const { guard, seal } = await guardFor(taskId)
      const guarded = guardTexts(guard, ApprovalAnswer, answer)
      return restored(await tasks.resume(taskId, guarded, seal()), taskId)
    },
    async cancel(taskId, reason) {
      const task = await onceMore(async () => {
        const { guard, seal } = await guardFor(taskId)
        const guarded = guardTexts(guard, Reason, { reason })
        return tasks.cancel(taskId, guarded.reason, seal())
      })
      return restored(task, taskId)
    },
  }
}

/** A running task may get tokens between the look at them and the change that adds more. */
async function onceMore<Result>(change: () => Promise<Result>): Promise<Result> {
  try {
    return await change()
  } catch (error) {
    if (!isTokenConflict(error)) throw error
    return change()
  }
}

/** A guard with the tokens that a task has so far, and what it then added to them. */
function createGuard(reflex: Reflex, vault: TokenVault | null) {
  return async (taskId: string): Promise<{ guard: Reflex; seal: () => SealedTokens | null }> => {
    if (!vault || !isTaskId(taskId)) return { guard: withTokens(reflex, NAMELESS_TOKENS), seal: () => null }
    const { book } = await vault.forRun({ taskId })
    const known = book.entries().length
    return { guard: withTokens(reflex, book), seal: () => vault.seal(taskId, book, known) }
  }
}

// Every token has this; so little else has it that nothing more need be looked at.
const mayHoldTokens = (value: unknown) => /_\d/.test(JSON.stringify(value))

function createRestorer(vault: TokenVault | null) {
  const books = async (taskIds: readonly string[]): Promise<ReadonlyMap<string, TokenBook>> =>
    vault && taskIds.length > 0 ? vault.books(taskIds) : new Map()
  async function restored<Value>(value: Value, taskId: string): Promise<Value> {
    if (!vault || !mayHoldTokens(value)) return value
    const book = (await books([taskId])).get(taskId)
    return book ? restoreJson(value, book) : value
  }
  return Object.assign(restored, { books })
}
