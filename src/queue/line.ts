import type pg from 'pg'
import type { Db, JobWithMetadata, PgBoss } from 'pg-boss'
import type { Priority } from '../contracts/task.ts'
import { toJobId } from './job-id.ts'
import { type LineSql, toLineSql } from './line-sql.ts'
import type { Job, QueueDepth, Transaction } from './queue.ts'

const LINE = 'tasks'
const DEAD = 'tasks-dead'
const LEVELS = { low: 0, medium: 1, high: 2, critical: 3 } as const satisfies Record<Priority, number>
const HOUR_SECONDS = 3600
const NO_JOB = '00000000-0000-0000-0000-000000000000'

/** A job that this process took out of the line, in its current attempt. */
export interface Claim {
  readonly id: string
  /** Tries that came to no end before this one. Also names the attempt: later ones have a higher count. */
  readonly retryCount: number
  readonly job: Job
  /** Between being due and being taken. */
  readonly waitedSeconds: number
}

/** The line of tasks as pg-boss keeps it. What a claim is asked to do happens only while its attempt is the current one. */
export interface Line {
  setUp(): Promise<void>
  put(job: Job, transaction: Transaction): Promise<void>
  /** Up to `limit` jobs, by priority and then by age. */
  take(limit: number): Promise<readonly Claim[]>
  /** The job that has been in line longest, whatever its priority. */
  takeOldest(): Promise<readonly Claim[]>
  complete(claim: Claim): Promise<void>
  /** Puts it back with backoff, one try fewer. */
  fail(claim: Claim, reason: string): Promise<void>
  /** Puts it back as if it had not been taken. */
  giveBack(claim: Claim, delayMs: number): Promise<void>
  /** Moves it to the dead letters. */
  kill(claim: Claim, reason: string): Promise<void>
  /** Shows over `session` that the claims are alive; returns the ids of those that are still held. */
  touch(claims: readonly Claim[], session: Transaction): Promise<ReadonlySet<string>>
  /** Ends the sessions that lock a job whose worker has not shown itself for `lapseMs`; returns how many. */
  endLapsedSessions(lapseMs: number): Promise<number>
  /** Puts back each job taken more than `graceMs` ago that nobody locks; returns how many. */
  reclaim(graceMs: number): Promise<number>
  depth(): Promise<QueueDepth>
}

interface Parts {
  readonly boss: PgBoss
  readonly pool: pg.Pool
  /** Where the engine keeps its tables. */
  readonly engineSchema: string
  readonly lockPrefix: string
}

export function createLine({ boss, pool, engineSchema, lockPrefix }: Parts): Line {
  const sql = toLineSql(engineSchema)
  return {
    setUp: () => setUp(boss),
    async put(job, transaction) {
      await boss.send(LINE, job, {
        id: toJobId(job.taskId, job.turn),
        priority: LEVELS[job.priority],
        singletonKey: job.taskId,
        group: { id: job.taskId }, // the engine's index on active jobs holds grouped ones only
        db: toDatabase(transaction),
      })
      if (job.turn > 1) await transaction.query(sql.forgetDead, [DEAD, job.taskId])
    },
    take: async (limit) => toClaims(await boss.fetch<Job>(LINE, { batchSize: limit, includeMetadata: true })),
    takeOldest: () => takeOldest(boss, pool, sql),
    async complete(claim) {
      await boss.complete(LINE, toAttempt(claim))
    },
    async fail(claim, reason) {
      await boss.fail(LINE, toAttempt(claim), { reason })
    },
    async giveBack({ id, retryCount }, delayMs) {
      await pool.query(sql.giveBack, [LINE, id, retryCount, delayMs])
    },
    async kill(claim, reason) {
      await pool.query(sql.allowNoRetry, [LINE, claim.id, claim.retryCount])
      await boss.fail(LINE, toAttempt(claim), { reason })
    },
    touch: (claims, session) => touch(boss, claims, session),
    async endLapsedSessions(lapseMs) {
      return (await pool.query(sql.endLapsedSessions, [LINE, lockPrefix, lapseMs])).rows.length
    },
    async reclaim(graceMs) {
      return (await pool.query(sql.reclaim, [LINE, lockPrefix, graceMs])).rows.length
    },
    depth: () => readDepth(pool, sql),
  }
}

async function setUp(boss: PgBoss): Promise<void> {
  const options = {
    deadLetter: DEAD,
    retryLimit: 1_000_000, // how many tries a job has is decided where it is buried, so that `bury` is never skipped
    retryBackoff: true,
    retryDelay: 1,
    retryDelayMax: 60,
    expireInSeconds: 24 * HOUR_SECONDS, // a task ends by its own time limit
    retentionSeconds: 50 * 365 * 24 * HOUR_SECONDS, // a job that is thrown away unseen is a task that waits for ever
    deleteAfterSeconds: 24 * HOUR_SECONDS,
  }
  await boss.createQueue(DEAD)
  await boss.createQueue(LINE, options)
  await boss.updateQueue(LINE, options)
  // The engine looks its queue up once, on a connection of its own. Left to the first `put`, a pool whose connections are
  // all in transactions that put would wait for itself.
  await boss.getJobById(LINE, NO_JOB)
}

async function takeOldest(boss: PgBoss, pool: pg.Pool, sql: LineSql): Promise<readonly Claim[]> {
  const { rows } = await pool.query<{ level: number }>(sql.levelOfOldest, [LINE, Object.values(LEVELS)])
  const level = rows[0]?.level
  if (level === undefined) return []
  return toClaims(await boss.fetch<Job>(LINE, { minPriority: level, maxPriority: level, includeMetadata: true }))
}

async function touch(boss: PgBoss, claims: readonly Claim[], session: Transaction): Promise<ReadonlySet<string>> {
  const answer: { settled?: string[] } = await boss.touch(LINE, claims.map(toAttempt), { db: toDatabase(session) })
  return new Set(answer.settled)
}

async function readDepth(pool: pg.Pool, sql: LineSql): Promise<QueueDepth> {
  const { rows } = await pool.query<{ place: string; level: number; jobs: number }>(sql.depth, [LINE, DEAD])
  const count = (place: string, level = 0) => rows.find((row) => row.place === place && row.level === level)?.jobs ?? 0
  return {
    waiting: {
      low: count('waiting', LEVELS.low),
      medium: count('waiting', LEVELS.medium),
      high: count('waiting', LEVELS.high),
      critical: count('waiting', LEVELS.critical),
    },
    active: count('active'),
    dead: count('dead'),
  }
}

const toDatabase = (session: Transaction): Db => ({
  executeSql: (text, values) => session.query(text, values),
})

const toAttempt = ({ id, retryCount }: Claim) => ({ id, retryCount })

function toClaims(jobs: readonly JobWithMetadata<Job>[]): Claim[] {
  return jobs.map(({ id, retryCount, data, startedOn, startAfter }) => ({
    id,
    retryCount,
    job: data,
    waitedSeconds: Math.max(0, startedOn.getTime() - startAfter.getTime()) / 1000,
  }))
}
