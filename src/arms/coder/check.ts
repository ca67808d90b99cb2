import { z } from 'zod'

/** What was looked at to judge an answer. */
export const Check = z.object({
  name: z
    .enum(['syntax', 'complete', 'tests', 'given_tests', 'given_code', 'empty_program', 'quotes'])
    .describe(
      'syntax: a parser reads it; complete: nothing left out; tests: its tests on its code; given_tests: tests from outside on its code; given_code: its tests on the code it was given; empty_program: its tests notice an empty program; quotes: findings quote the code',
    ),
  status: z.enum(['passed', 'failed', 'skipped']),
  detail: z.string(),
})
export type Check = z.infer<typeof Check>

/** How far an answer came: of two, the higher is the better one. */
export const LEVEL = { unreadable: 0, unfinished: 1, failing: 2, hollow: 3, sound: 4 } as const

/** One check, and what to tell the model when it failed. */
export interface CheckResult {
  readonly check: Check
  /** How far an answer comes that fails it. */
  readonly level: number
  /** What is wrong, exactly; empty unless it failed. */
  readonly objections: readonly string[]
  /** How many tests, faults or findings are concerned. */
  readonly wrong: number
  /** Names of tests that failed. */
  readonly failing: readonly string[]
}

export const passed = (name: Check['name'], detail: string): CheckResult => ({
  ...{ check: { name, status: 'passed', detail }, level: LEVEL.sound, objections: [], wrong: 0, failing: [] },
})

export const skipped = (name: Check['name'], detail: string): CheckResult => ({
  ...{ check: { name, status: 'skipped', detail }, level: LEVEL.sound, objections: [], wrong: 0, failing: [] },
})

export const failed = (
  name: Check['name'],
  detail: string,
  { level, objections, failing = [] }: { level: number; objections: readonly string[]; failing?: readonly string[] },
): CheckResult => ({
  ...{ check: { name, status: 'failed', detail }, level, objections, wrong: objections.length, failing },
})

/** An answer's checks taken together. */
export interface Examination {
  readonly results: readonly CheckResult[]
  readonly level: number
  readonly wrong: number
  readonly objections: readonly string[]
}

export function examined(results: readonly CheckResult[]): Examination {
  return {
    results,
    level: Math.min(LEVEL.sound, ...results.map(({ level }) => level)),
    wrong: results.map(({ wrong }) => wrong).reduce((sum, wrong) => sum + wrong, 0),
    objections: results.flatMap(({ objections }) => objections),
  }
}

/** Whether an answer went further than another, or as far with less wrong. */
export const isBetter = (one: Examination, other: Examination): boolean =>
  one.level > other.level || (one.level === other.level && one.wrong < other.wrong)
