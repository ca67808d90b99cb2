import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/store/embedded/start-embedded.ts'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'
import { pdfOf } from '../support/pdf.ts'

let octollm: Octollm
let postgres: EmbeddedPostgres // held, so that it need not start for each command

beforeAll(async () => {
  octollm = await createOctollm()
  postgres = await startEmbeddedPostgres({ dataDir: join(octollm.folder, 'data') })
})
afterAll(async () => {
  await postgres.stop()
  await octollm.remove()
})

describe('octollm index', { timeout: 120_000 }, () => {
  const index = async (...args: string[]) => {
    const { code, stdout, stderr } = await octollm.run(['index', ...args, '--json'])
    return { code, stderr, report: stdout === '' ? null : JSON.parse(stdout) }
  }

  it('reads files of every kind into a collection with metadata, says what it skipped, and forgets what is gone', async () => {
    const folder = join(octollm.folder, 'mixed')
    await mkdir(folder)
    await writeFile(join(folder, 'page.html'), '<title>T</title><main><p>About quokkas.</main>')
    await writeFile(join(folder, 'report.pdf'), pdfOf([['About okapis.']]))
    await writeFile(join(folder, 'scan.pdf'), pdfOf([[]]))
    const args = [
      'mixed',
      '--collection',
      'zoo',
      '--metadata',
      'year=2026',
      '--metadata',
      'tag=a',
      '--metadata',
      'tag=b',
    ]
    const first = await index(...args)
    expect(first.code).toBe(0)
    expect(first.report).toMatchObject({ indexed: 2, unchanged: 0, removed: 0, passages: 2 })
    expect(first.report.skipped).toEqual([{ source: 'zoo/scan.pdf', reason: expect.stringContaining('OCR') }])

    await rm(join(folder, 'page.html'))
    expect((await index(...args)).report).toMatchObject({ indexed: 0, unchanged: 1, removed: 1 })
    expect(await index('--remove', 'zoo/')).toMatchObject({ code: 0, report: { removed: 1 } })
    expect(await index('--remove', 'zoo/')).toMatchObject({ code: 1, report: { removed: 0 } })
  })

  it('ends with 1 when a file that was named is skipped, and with 2 for what it does not understand', async () => {
    await writeFile(join(octollm.folder, 'broken.pdf'), 'no pdf')
    expect(await index('broken.pdf')).toMatchObject({ code: 1, report: { skipped: [{ reason: 'is no valid PDF' }] } })
    expect(await index('nowhere')).toMatchObject({ code: 2, stderr: expect.stringContaining('Name a file or folder') })
    expect(await index('notes', '--metadata', 'year')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('name=value'),
    })
    expect(await index('notes', '--collection', 'a/b')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--collection'),
    })
  })

  it('ends with 130 on Ctrl-C, keeps every document whole, and goes on where it stopped', async () => {
    const folder = join(octollm.folder, 'many')
    await mkdir(folder)
    const files = 400
    for (let n = 0; n < files; n++)
      await writeFile(join(folder, `${n}.md`), `# Number ${n}\n\n${'Some words. '.repeat(200)}\n`)
    const running = octollm.start(['index', 'many'])
    await running.says('indexed 1')
    expect(await running.stop('SIGINT')).toBe(130)
    const { report } = await index('many')
    expect(report).toMatchObject({ skipped: [], removed: 0 })
    expect(report.indexed + report.unchanged).toBe(files)
    expect(report.unchanged).toBeGreaterThan(0)
  })
})
