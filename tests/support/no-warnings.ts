import { afterEach, beforeEach, expect } from 'vitest'

/** Fails each test of the file in which the process warned of anything, such as too many listeners. */
export function failOnWarnings(): void {
  const warnings: string[] = []
  const note = ({ name, message }: Error) => warnings.push(`${name}: ${message}`)
  beforeEach(() => {
    warnings.length = 0
    process.on('warning', note)
  })
  afterEach(async () => {
    await new Promise((resolve) => setImmediate(resolve)) // warnings are told in the next turn
    process.off('warning', note)
    expect(warnings).toEqual([])
  })
}
