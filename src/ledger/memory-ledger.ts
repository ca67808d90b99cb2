import type { TaskEvent, TaskEventBody } from '../contracts/event.ts'
import type { StepRecord } from '../contracts/step.ts'
import { Budget, NO_USAGE, type Usage } from '../contracts/usage.ts'
import type { Spend } from '../model/model.ts'
import { budgetExceeded, leaseLost, overspent } from './budget-exceeded.ts'
import type { Ledger, RunIdentity, TaskLedger } from './ledger.ts'
import { finishedEvent, startedEvents } from './step-event.ts'

interface Options {
  /** Told of every event, in order. */
  onEvent?(taskId: string, event: TaskEvent): void
}

interface Account {
  fence: number
  seq: number
  budget: Budget | null
  spent: Usage
  /** What the runs of the present fence have set aside and not settled. */
  readonly reserved: Set<Spend>
  readonly journal: Map<string, Entry>
}

/** `run` tells the runs of a task apart: its fence, or where there is none, whatever `forRun` gave. */
type Entry =
  | { readonly state: 'started'; readonly run: unknown; readonly armId: string }
  | { readonly state: 'finished'; readonly record: StepRecord }

const DEFAULT_BUDGET = Budget.parse({})

// What adding up dollars in binary fractions may be off by.
const ROUNDING_USD = 1e-9

// A process that lives long must not remember every task it ever ran.
const MAX_TASKS = 1_000

/** A ledger for one process: it forgets with it, and the least recently used of more than 1,000 tasks before. */
export function createMemoryLedger({ onEvent }: Options = {}): Ledger {
  const accounts = new Map<string, Account>()
  return {
    forRun(run) {
      const account = accounts.get(run.taskId) ?? openAccount()
      accounts.delete(run.taskId) // so that the tasks stand in the order of their last use
      accounts.set(run.taskId, account)
      for (const [oldest] of accounts) {
        if (accounts.size <= MAX_TASKS) break
        accounts.delete(oldest)
      }
      takeOver(account, run)
      return createTaskLedger(account, run, (event) => onEvent?.(run.taskId, event))
    },
  }
}

function openAccount(): Account {
  return { fence: 0, seq: 0, budget: null, spent: NO_USAGE, reserved: new Set(), journal: new Map() }
}

/** A run with a higher fence releases what the runs before it had reserved. */
function takeOver(account: Account, { fence }: RunIdentity): void {
  if (fence === undefined || fence <= account.fence) return
  account.fence = fence
  account.reserved.clear()
}

function createTaskLedger(account: Account, run: RunIdentity, tell: (event: TaskEvent) => void): TaskLedger {
  const { taskId, fence } = run
  const owner = fence ?? {}
  const checkFence = () => {
    if (fence !== undefined && fence < account.fence) throw leaseLost(taskId)
  }
  const append = (event: TaskEventBody) => {
    account.seq += 1
    tell({ taskId, seq: account.seq, at: new Date().toISOString(), ...event })
  }

  return {
    async open(budget) {
      checkFence()
      account.budget ??= budget
    },
    async finished() {
      return [...account.journal.values()].flatMap((entry) => (entry.state === 'finished' ? [entry.record] : []))
    },
    async standing(round, stepId) {
      const entry = account.journal.get(keyOf({ round, stepId }))
      if (!entry) return { state: 'fresh' }
      if (entry.state === 'finished') return entry
      return entry.run === owner ? { state: 'fresh' } : { state: 'interrupted', armId: entry.armId }
    },
    async start(step) {
      checkFence()
      if (account.journal.get(keyOf(step))?.state === 'finished') return
      account.journal.set(keyOf(step), { state: 'started', run: owner, armId: step.armId })
      for (const event of startedEvents(step)) append(event)
    },
    async finish(record) {
      checkFence()
      if (account.journal.get(keyOf(record))?.state === 'finished') return
      account.journal.delete(keyOf(record)) // so that the entries stand in the order of their end
      account.journal.set(keyOf(record), { state: 'finished', record })
      account.spent = { ...account.spent, seconds: account.spent.seconds + record.usage.seconds }
      append(finishedEvent(record))
    },
    async reserve(worstCase, purpose) {
      checkFence()
      const left = remainingOf(account)
      const isAllowed = worstCase.costUsd <= left.maxCostUsd + ROUNDING_USD && worstCase.tokens <= left.maxTokens
      if (!isAllowed) throw budgetExceeded(worstCase, purpose, left)
      return reservationOf(account, { ...worstCase })
    },
    async charge(spend, purpose) {
      addSpending(account, spend)
      checkFence()
      if (isOverspent(account)) throw overspent(spend, purpose)
    },
    spent: async () => account.spent,
    remaining: async () => remainingOf(account),
    async emit(event) {
      checkFence()
      append(event)
    },
  }
}

const keyOf = ({ round, stepId }: { round: number; stepId: number }) => `${round}/${stepId}`

function reservationOf(account: Account, reserved: Spend) {
  let isSettled = false
  account.reserved.add(reserved)
  return {
    async settle({ costUsd, tokens }: Spend) {
      if (isSettled) return
      isSettled = true
      account.reserved.delete(reserved)
      addSpending(account, { costUsd, tokens })
    },
  }
}

function addSpending(account: Account, { costUsd, tokens }: Spend): void {
  const { spent } = account
  account.spent = { ...spent, costUsd: spent.costUsd + costUsd, tokens: spent.tokens + tokens }
}

function isOverspent({ budget, spent }: Account): boolean {
  const { maxCostUsd, maxTokens } = budget ?? DEFAULT_BUDGET
  return spent.costUsd > maxCostUsd + ROUNDING_USD || spent.tokens > maxTokens
}

/** Without `open` the default budget holds: a graph that resumes in another process does not open it again. */
function remainingOf({ budget, spent, reserved }: Account): Budget {
  const limits = budget ?? DEFAULT_BUDGET
  const sum = (of: (spend: Spend) => number) => [...reserved].reduce((total, spend) => total + of(spend), 0)
  return {
    maxCostUsd: Math.max(0, limits.maxCostUsd - spent.costUsd - sum(({ costUsd }) => costUsd)),
    maxTokens: Math.max(0, limits.maxTokens - spent.tokens - sum(({ tokens }) => tokens)),
    maxTimeSeconds: Math.max(0, limits.maxTimeSeconds - spent.seconds),
  }
}
