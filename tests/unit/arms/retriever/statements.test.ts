import { describe, expect, it } from 'vitest'
import { supports } from '../../../../src/arms/retriever/statements.ts'

describe('supports', () => {
  const says = (text: string, claim: string) => supports({ text }, claim)
  const PASSAGE =
    'Every employee has 28 days of paid vacation a year.\nA refund of 1,200.50 EUR takes five working days.'

  it.each([
    'Employees get 28 days of vacation.',
    'The vacation of an employee is paid.',
    'A refund of 1200.50 EUR takes 5 days.'.replace('5 days', 'five days'),
  ])('holds for what the passage says in other words: %s', (claim) => {
    expect(says(PASSAGE, claim)).toBe(true)
  })

  it.each([
    ['has another number', 'Employees get 30 days of vacation.'],
    ['is about something else', 'The moon is made of green cheese.'],
    ['has few of its words', 'Employees love long trips through distant countries.'],
  ])('does not hold for a sentence that %s', (_, claim) => {
    expect(says(PASSAGE, claim)).toBe(false)
  })

  it('reads scripts without spaces', () => {
    expect(says('每位员工每年有28天带薪假期。', '员工有28天假期。')).toBe(true)
    expect(says('每位员工每年有28天带薪假期。', '月亮是奶酪做的。')).toBe(false)
  })
})
