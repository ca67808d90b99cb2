import { describe, expect, it } from 'vitest'
import { languageOf } from '../../../src/store/text-language.ts'

describe('languageOf', () => {
  it.each([
    ['english', 'The zebra guide is for all who love zebras and wish to see them where they live, in the open.'],
    ['german', 'Der Krieg war lang und die Menschen waren müde, aber sie gaben nicht auf und bauten alles wieder auf.'],
    [
      'french',
      "Chaque salarié dispose de vingt-huit jours de congés payés par année, à prendre avant la fin de l'été.",
    ],
    ['russian', 'Каждому сотруднику положено двадцать восемь дней отпуска в год, и он сам выбирает, когда их взять.'],
    ['simple', '每位员工每年有二十八天带薪假期,可以分几次休完。未使用的假期不能转到下一年。'],
    [
      'simple',
      'Mỗi nhân viên có hai mươi tám ngày nghỉ phép có lương mỗi năm và có thể chia ra thành nhiều lần nghỉ khác nhau.',
    ],
  ])('knows %s', (language, text) => {
    expect(languageOf(text)).toBe(language)
  })

  it.each([
    ['english', 'vacation days'],
    ['russian', 'отпуск'],
    ['greek', 'άδεια'],
    ['simple', '假期'],
    ['simple', ''],
    ['english', 'function createStore(pool) { return pool.query(sql).then(rows => rows.map(toHit)) } export default x'],
  ])('goes by the script, to %s, where the text does not tell: %s', (language, text) => {
    expect(languageOf(text)).toBe(language)
  })
})
