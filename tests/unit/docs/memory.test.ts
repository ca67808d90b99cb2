import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ArmOutcome } from '../../../src/contracts/step.ts'

const PAGE = readFileSync('docs/memory.md', 'utf8')
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1] ?? ''

describe('docs/memory.md', () => {
  it('shows the example as it stands', () => {
    expect(readFileSync('examples/memory.ts', 'utf8')).toContain(blockOf('ts'))
  })

  it('shows an outcome that is one', () => {
    expect(ArmOutcome.parse(JSON.parse(blockOf('json'))).knowledge?.entities).toHaveLength(1)
  })

  it('names every variable that limits how long things are kept', () => {
    const named = PAGE.match(/OCTOLLM_RETAIN_\w+_DAYS/g)
    expect(named?.sort()).toEqual(
      readFileSync('.env.example', 'utf8')
        .match(/OCTOLLM_RETAIN_\w+_DAYS/g)
        ?.sort(),
    )
  })

  it('links only to pages that are there', () => {
    const links = [...PAGE.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => `docs/${link}`)
    expect(links.filter((link) => !existsSync(link))).toEqual([])
  })
})
