import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const PAGE = readFileSync('docs/adding-an-arm.md', 'utf8')
const BLOCK = /(?:<!-- (\S+) -->\n)?```(\w+)\n([\s\S]*?)```/g

const blocks = [...PAGE.matchAll(BLOCK)].map(([, file, language, code = '']) => ({ file, language, code }))
const program = blocks.filter(({ language }) => language !== 'sh')

describe('docs/adding-an-arm.md', () => {
  it('names the file that each program comes from', () => {
    expect(program.length).toBeGreaterThan(5)
    expect(program.filter(({ file }) => file === undefined)).toEqual([])
  })

  it.each(program)('shows $file as it stands', ({ file, code }) => {
    expect(readFileSync(String(file), 'utf8')).toContain(code)
  })

  it('links only to pages that are there', () => {
    const links = [...PAGE.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => `docs/${link}`)
    expect(links.filter((link) => !existsSync(link))).toEqual([])
  })
})
