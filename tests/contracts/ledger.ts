import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TaskEvent } from '../../src/contracts/event.ts'
import type { FaultCode } from '../../src/contracts/fault.ts'
import type { RoutingDecision } from '../../src/contracts/routing.ts'
import type { Budget } from '../../src/contracts/usage.ts'
import type { Ledger, RunIdentity, TaskLedger } from '../../src/ledger/ledger.ts'
import { stepRecord } from '../support/plans.ts'

export interface LedgerUnderContract {
  readonly ledger: Ledger
  /** A task with this budget, in hand of its first run. */
  begin(budget: Budget): Promise<TaskUnderContract>
  close(): Promise<void>
}

interface TaskUnderContract {
  readonly run: RunIdentity
  /** The next run, whose fence is higher. */
  takeOver(): Promise<RunIdentity>
  /** Those that the ledger wrote. */
  events(): Promise<readonly TaskEvent[]>
}

const BUDGET: Budget = { maxCostUsd: 1, maxTokens: 1_000, maxTimeSeconds: 600 }
const fault = (code: FaultCode) => expect.objectContaining({ code })

const start = (stepId: number, attempt = 1) => ({
  round: 0,
  stepId,
  armId: 'worker',
  action: `do the work of step ${stepId}`,
  attempt,
  idempotencyKey: `key-${stepId}`,
})

/** What every `Ledger` promises. Each implementation's test file calls this once. */
export function describeLedger(name: string, open: () => Promise<LedgerUnderContract>): void {
  describe(`${name} keeps the Ledger contract`, () => {
    let under: LedgerUnderContract
    beforeAll(async () => {
      under = await open()
    })
    afterAll(() => under.close())

    async function begin(budget = BUDGET) {
      const task = await under.begin(budget)
      const run = under.ledger.forRun(task.run)
      await run.open(budget)
      const takeOver = async () => under.ledger.forRun(await task.takeOver())
      return { run, takeOver, events: task.events }
    }
    const spend = async (run: TaskLedger, costUsd: number, tokens: number) =>
      (await run.reserve({ costUsd, tokens }, 'code')).settle({ costUsd, tokens })

    it('knows a finished step in every later run, with its whole record', async () => {
      const { run, takeOver } = await begin()
      const record = stepRecord(1, { output: { text: 'nul \u0000, half \ud800, path C:\\u0000' } })
      await run.start(start(1))
      await run.finish(record)
      const standing = await (await takeOver()).standing(0, 1)
      const output = { text: expect.stringMatching(/^nul .*, half .*, path C:\\u0000$/s) }
      expect(standing).toEqual({ state: 'finished', record: { ...record, output } })
    })

    it('calls a step fresh that was never started, or whose attempt in this run ended with a retry', async () => {
      const { run } = await begin()
      expect(await run.standing(0, 1)).toEqual({ state: 'fresh' })
      await run.start(start(1))
      expect(await run.standing(0, 1)).toEqual({ state: 'fresh' })
      expect(await run.standing(1, 1)).toEqual({ state: 'fresh' })
    })

    it('calls a step interrupted that an earlier run started and did not finish, by which arm, until this run starts it', async () => {
      const { run, takeOver } = await begin()
      await run.start(start(1))
      const next = await takeOver()
      expect(await next.standing(0, 1)).toEqual({ state: 'interrupted', armId: 'worker' })
      await next.start(start(1, 2))
      expect(await next.standing(0, 1)).toEqual({ state: 'fresh' })
    })

    it('ignores a second outcome of a step, and a start after the outcome', async () => {
      const { run, events } = await begin()
      const first = stepRecord(1, { usage: { costUsd: 0, tokens: 0, seconds: 2 } })
      await run.start(start(1))
      await Promise.all([run.finish(first), run.finish(first), run.finish(first)])
      await run.finish(stepRecord(1, { status: 'error' }))
      await run.start(start(1, 2))
      expect(await run.standing(0, 1)).toEqual({ state: 'finished', record: first })
      expect((await events()).map(({ type }) => type)).toEqual(['step.started', 'step.finished'])
      expect((await run.spent()).seconds).toBe(2)
    })

    it('takes the outcome of a step that never started, as of one that was skipped', async () => {
      const { run } = await begin()
      await run.finish(stepRecord(3, { status: 'skipped' }))
      expect(await run.standing(0, 3)).toMatchObject({ state: 'finished', record: { status: 'skipped' } })
    })

    it('lists the finished steps of every round in the order of their end', async () => {
      const { run } = await begin()
      for (const stepId of [1, 2]) await run.start(start(stepId))
      await run.finish(stepRecord(2))
      await run.finish(stepRecord(1))
      await run.finish(stepRecord(2, { round: 1 }))
      const order = (await run.finished()).map(({ round, stepId }) => [round, stepId])
      expect(order).toEqual([
        [0, 2],
        [0, 1],
        [1, 2],
      ])
    })

    it('refuses every write of a run that another has taken over from, and nothing of it is seen', async () => {
      const { run, takeOver, events } = await begin()
      await run.start(start(1))
      const next = await takeOver()
      const before = await events()
      const writes = [
        () => run.start(start(2)),
        () => run.finish(stepRecord(1)),
        () => run.emit({ type: 'task.phase', phase: 'judging' }),
        () => run.reserve({ costUsd: 0, tokens: 0 }, 'code'),
        () => run.open(BUDGET),
        () => run.charge({ costUsd: 0, tokens: 0 }, 'arm'),
      ]
      for (const write of writes) await expect(write()).rejects.toThrow(fault('LEASE_LOST'))
      expect(await events()).toEqual(before)
      expect(await next.finished()).toEqual([])
      expect(await next.standing(0, 2)).toEqual({ state: 'fresh' })
    })

    it('numbers the events of 50 parallel writes without gap or repeat', async () => {
      const { run, events } = await begin()
      await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          n % 2 ? run.start(start(n)) : run.emit({ type: 'replan.started', round: n, reason: 'test' }),
        ),
      )
      const written = await events()
      const first = written[0]?.seq ?? 0
      expect(written.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, n) => first + n))
      expect(new Set(written.map((event) => JSON.stringify({ ...event, seq: 0, at: '' }))).size).toBe(50)
    })

    it.each([
      ['dollars', { costUsd: 0.1, tokens: 1 }],
      ['tokens', { costUsd: 0.001, tokens: 100 }],
    ])('grants as many of 50 parallel reservations as the %s allow, and not one more', async (_, worstCase) => {
      const { run } = await begin()
      const all = await Promise.allSettled(Array.from({ length: 50 }, () => run.reserve(worstCase, 'code')))
      const refused = all.filter(({ status }) => status === 'rejected')
      expect(refused).toHaveLength(40)
      for (const refusal of refused) expect(refusal).toMatchObject({ reason: { code: 'BUDGET_EXCEEDED' } })
      expect(await run.spent()).toEqual({ costUsd: 0, tokens: 0, seconds: 0 })
    })

    it('replaces a reservation by what was spent, which frees the rest', async () => {
      const { run } = await begin()
      const reservation = await run.reserve({ costUsd: 0.9, tokens: 900 }, 'code')
      expect(await run.remaining()).toMatchObject({ maxCostUsd: expect.closeTo(0.1), maxTokens: 100 })
      await expect(run.reserve({ costUsd: 0.2, tokens: 10 }, 'code')).rejects.toThrow(fault('BUDGET_EXCEEDED'))
      await reservation.settle({ costUsd: 0.25, tokens: 250 })
      expect(await run.remaining()).toMatchObject({ maxCostUsd: expect.closeTo(0.75), maxTokens: 750 })
      await spend(run, 0.75, 750)
      expect(await run.remaining()).toMatchObject({ maxCostUsd: 0, maxTokens: 0 })
    })

    it('counts a reservation once, however often it is settled', async () => {
      const { run } = await begin()
      const reservation = await run.reserve({ costUsd: 0.5, tokens: 500 }, 'code')
      const actual = { costUsd: 0.3, tokens: 300 }
      await Promise.all([reservation.settle(actual), reservation.settle(actual)])
      await reservation.settle(actual)
      expect(await run.spent()).toEqual({ costUsd: 0.3, tokens: 300, seconds: 0 })
      expect((await run.remaining()).maxTokens).toBe(700)
    })

    it('loses nothing of what 50 parallel calls have spent, reserved or not', async () => {
      const { run } = await begin()
      const unreserved = () => run.charge({ costUsd: 0.01, tokens: 10 }, 'arm worker')
      await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? unreserved() : spend(run, 0.01, 10))))
      expect(await run.spent()).toMatchObject({ costUsd: expect.closeTo(0.5), tokens: 500 })
    })

    it('counts what was spent unreserved, also when it is more than there was, and says so', async () => {
      const { run } = await begin()
      await run.charge({ costUsd: 0.4, tokens: 400 }, 'arm worker')
      expect(await run.remaining()).toMatchObject({ maxCostUsd: expect.closeTo(0.6), maxTokens: 600 })
      await run.charge({ costUsd: 0.6, tokens: 600 }, 'arm worker') // used up is not exceeded
      await expect(run.charge({ costUsd: 0, tokens: 1 }, 'arm worker')).rejects.toThrow(fault('BUDGET_EXCEEDED'))
      await expect(run.charge({ costUsd: 0.5, tokens: 0 }, 'arm worker')).rejects.toThrow(fault('BUDGET_EXCEEDED'))
      expect(await run.spent()).toEqual({ costUsd: 1.5, tokens: 1_001, seconds: 0 })
    })

    it('tells where a step was sent and why before it tells that it started, and how the attempt before ended', async () => {
      const { run, events } = await begin()
      const routing: RoutingDecision = {
        armId: 'worker',
        armVersion: '1.0.0',
        namedArmId: 'coder',
        reason: 'best',
        candidates: [],
      }
      await run.start({ ...start(1), routing })
      await run.start({ ...start(1, 2), after: 'ARM_TIMEOUT' })
      const { idempotencyKey: _, ...started } = start(1)
      const [routed, first, second] = await events()
      expect(routed).toMatchObject({ type: 'step.routed', round: 0, stepId: 1, ...routing })
      expect(first).toMatchObject({ type: 'step.started', ...started })
      expect(second).toMatchObject({ type: 'step.started', attempt: 2, after: 'ARM_TIMEOUT' })
      expect([first, second].map((event) => event?.seq)).toEqual([(routed?.seq ?? 0) + 1, (routed?.seq ?? 0) + 2])
    })

    it('does not let attempts that failed count twice: only their calls cost, and the step its seconds', async () => {
      const { run } = await begin()
      for (const attempt of [1, 2]) {
        await run.start(start(1, attempt))
        await spend(run, 0.1, 100)
      }
      await run.finish(stepRecord(1, { usage: { costUsd: 0.2, tokens: 200, seconds: 3 } }))
      expect(await run.spent()).toEqual({ costUsd: 0.2, tokens: 200, seconds: 3 })
      expect((await run.remaining()).maxTimeSeconds).toBe(597)
    })

    it('frees what a dead run had reserved, and still counts what its calls turn out to have cost', async () => {
      const { run, takeOver } = await begin()
      const lost = await run.reserve({ costUsd: 1, tokens: 1_000 }, 'code')
      const next = await takeOver()
      expect(await next.remaining()).toMatchObject({ maxCostUsd: 1, maxTokens: 1_000 })
      const own = await next.reserve({ costUsd: 0.5, tokens: 500 }, 'code')
      await lost.settle({ costUsd: 0.2, tokens: 200 })
      expect(await next.spent()).toMatchObject({ costUsd: 0.2, tokens: 200 })
      expect(await next.remaining()).toMatchObject({ maxCostUsd: expect.closeTo(0.3), maxTokens: 300 })
      await own.settle({ costUsd: 0, tokens: 0 })
      expect((await next.remaining()).maxTokens).toBe(800)
    })

    it('keeps the limits it was opened with', async () => {
      const { run, takeOver } = await begin()
      await run.open({ maxCostUsd: 100, maxTokens: 100_000, maxTimeSeconds: 3_600 })
      const next = await takeOver()
      await next.open({ maxCostUsd: 100, maxTokens: 100_000, maxTimeSeconds: 3_600 })
      expect(await next.remaining()).toEqual(BUDGET)
    })
  })
}
