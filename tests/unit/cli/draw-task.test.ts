import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type DrawOptions, drawTask } from '../../../src/cli/draw-task.ts'
import { logChange } from '../../../src/cli/log-change.ts'
import { EMPTY_VIEW, withEvent } from '../../../src/cli/task-view.ts'
import { planOf, planStep } from '../../support/plans.ts'
import { finished, planned, STORY, started, toEvents, viewOf } from '../../support/task-story.ts'

const log = new PassThrough()
const terminal = Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => 8 })
const inLog: DrawOptions = { goal: 'Compute the answer', stream: log, frame: null }

const LONG = { source: 'llm', type: 'plan.created', round: 0 } as const
const longPlan = {
  ...LONG,
  plan: planOf([planStep({ stepId: 1, action: 'a very long instruction '.repeat(20).trim() })]),
}

describe('a task, drawn', () => {
  it('shows every step, what happened to it, every remark and the end', () => {
    expect(drawTask(viewOf(STORY), inLog).split('\n')).toEqual([
      'Compute the answer',
      '  plan by llm, test-model; 3 steps, about 10 s',
      '  ├─ ✓ 1 worker    do the work of step 1 · 1.3 s, 100 tokens, $0.0001 · kept',
      '  ├─ ✓ 2 worker    do the work of step 2 ← 1 · 2.5 s, 200 tokens, $0.0002 · run 3×',
      '  └─ ✓ 3 worker    do the work of step 3 ← 2 · 1.3 s, 100 tokens, $0.0001',
      '  ! redacted before anything saw it: 2 email',
      '  ! a person said: approve',
      '  ! its worker died; w2 took over (not run again: step 1)',
      '  ! repair: step 2 again',
      '  ✓ completed · 400 tokens, $0.0004',
    ])
  })

  it('names the arm that has a step, where it is not the one of the plan', () => {
    const story = [planned, started(1), { ...started(2), armId: 'spare' }, finished(2)]
    const [, , first, second] = drawTask(viewOf(story), inLog).split('\n')
    expect(first).not.toContain(' by ')
    expect(second).toContain('· by spare')
  })

  it('draws the steps that a step was divided into below it, and logs each as it ends', () => {
    const story = [planned, started(1), started(101), finished(101), started(102), started(10_201)]
    const lines = drawTask(viewOf(story), inLog).split('\n')
    expect(lines.slice(2, 7)).toEqual([
      '  ├─ ○ 1 worker    do the work of step 1',
      '  │  └─ ✓ 1.1 worker    work · 1.3 s, 100 tokens, $0.0001',
      '  │  └─ ○ 1.2 worker    work',
      '  │     └─ ○ 1.2.1 worker    work',
      '  ├─ · 2 worker    do the work of step 2 ← 1',
    ])
    const before = viewOf(story.slice(0, 3))
    const [ended] = toEvents(story).slice(3)
    if (!ended) throw new Error('the story is too short')
    expect(logChange(before, withEvent(before, ended), inLog)).toEqual([
      '  ✓ 1.1 worker    work · 1.3 s, 100 tokens, $0.0001',
    ])
  })

  it('names the label of the model beside the model', () => {
    expect(drawTask(viewOf([planned]), { ...inLog, modelLabel: 'simulated model' })).toContain(
      'test-model (simulated model)',
    )
  })

  it.each([30, 40, 80, 200])('has no line longer than %i columns', (width) => {
    const goal = 'a goal that goes on '.repeat(20)
    const story = viewOf([...STORY.slice(0, 4), longPlan, started(1), finished(1, 'error')])
    const lines = drawTask(story, { ...inLog, goal, width }).split('\n')
    expect(lines.filter((line) => line.length > width)).toEqual([])
  })

  it('is coloured on a terminal and nowhere else', () => {
    const coloured = drawTask(viewOf(STORY), { ...inLog, stream: terminal })
    expect(coloured).toContain('\u001B[32m✓')
    expect(stripVTControlCharacters(coloured)).toBe(drawTask(viewOf(STORY), inLog))
  })

  it('takes control characters out of what a goal or a model wrote', () => {
    const goal = 'one\u001B[2J\u0007\r\ntwo\u009B31m'
    expect(drawTask(EMPTY_VIEW, { ...inLog, goal })).toMatch(/^one two/)
    expect(drawTask(EMPTY_VIEW, { ...inLog, goal })).not.toMatch(/[^\P{Cc}\n]/u)
  })
})

describe('a plan that a person edited', () => {
  it('is called by the person, not by the model whose plan it was', () => {
    const edited = { ...LONG, plan: planOf([planStep({ stepId: 1 })], { source: 'person' }) }
    expect(drawTask(viewOf([edited]), inLog)).toContain('  plan by a person; 1 steps')
  })
})

describe('a task, told line by line', () => {
  const told = toEvents(STORY).reduce(
    ({ view, lines }, event) => {
      const next = withEvent(view, event)
      return { view: next, lines: [...lines, ...logChange(view, next, inLog)] }
    },
    { view: EMPTY_VIEW, lines: [] as string[] },
  ).lines

  it('has a line for each phase, plan, finished step and remark, and no other', () => {
    expect(told.map((line) => line.trim().slice(0, 24).trim())).toEqual([
      'Compute the answer',
      '! redacted before anythi',
      '○ planning',
      'plan by llm, test-model;',
      '! a person said: approve',
      '○ executing',
      '✓ 1 worker    do the wor',
      '! its worker died; w2 to',
      '✗ 2 worker    do the wor',
      '! repair: step 2 again',
      '✓ 2 worker    do the wor',
      '✓ 3 worker    do the wor',
      '✓ completed · 400 tokens',
    ])
  })

  it('says nothing when nothing happened', () => {
    expect(logChange(viewOf(STORY), viewOf(STORY), inLog)).toEqual([])
  })
})
