import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readPrices } from '../../../src/cli/read-prices.ts'

const folder = mkdtempSync(join(tmpdir(), 'octollm-prices-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('a price table of the user', () => {
  it('is read as it stands', () => {
    const prices = { 'my-model': { inputPerMillion: 0.1, outputPerMillion: 0.4 } }
    expect(readPrices(file('good.json', JSON.stringify(prices)))).toEqual(prices)
  })

  it.each([
    ['a negative price', '{ "m": { "inputPerMillion": -1, "outputPerMillion": 1 } }', 'is not a price table'],
    ['half a price', '{ "m": { "inputPerMillion": 1 } }', 'is not a price table'],
    ['what is not JSON', '{ m: 1 }', 'is not JSON'],
  ])('is refused with %s, naming the variable and the file', (what, content, reason) => {
    const path = file(`${what.replaceAll(' ', '-')}.json`, content)
    expect(() => readPrices(path)).toThrow(new RegExp(`^OCTOLLM_PRICES: ${path} ${reason}`))
  })

  it('is refused when there is no such file', () => {
    expect(() => readPrices('/nowhere.json')).toThrow('OCTOLLM_PRICES: /nowhere.json cannot be read')
  })
})
