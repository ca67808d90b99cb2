import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/store/embedded/start-embedded.ts'
import { freePort } from '../support/free-port.ts'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'

describe('octollm search', { timeout: 90_000 }, () => {
  let octollm: Octollm
  let postgres: EmbeddedPostgres // held, so that it need not start for each command

  beforeAll(async () => {
    octollm = await createOctollm()
    postgres = await startEmbeddedPostgres({ dataDir: join(octollm.folder, 'data') })
    await mkdir(join(octollm.folder, 'library'))
    await writeFile(
      join(octollm.folder, 'library', 'otters.md'),
      '# Otters\n\nAn otter licence costs \u001b[31mseven shells.\nAsk otto.fisher@example.com for one.\n',
    )
    await octollm.run(['index', 'library'])
  })
  afterAll(async () => {
    await postgres.stop()
    await octollm.remove()
  })

  it('shows the answer and the places of what it found', async () => {
    const { code, stdout } = await octollm.run(['search', 'What does an otter licence cost?'])
    expect(code).toBe(0)
    expect(stdout).toContain('An otter licence costs seven shells. [1]\n')
    expect(stdout).toContain('    Ask [EMAIL_1] for one.\n')
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toMatch(/\[1\] otters\.md:1-4 {2}0\.\d\d\n/)
    expect(stdout).toContain('1 found by keyword search')
  })

  it('prints what POST /search answers, as JSON', async () => {
    const { stdout } = await octollm.run(['search', 'otter licence', '--json', '--in', 'otters.md', '--limit', '1'])
    expect(JSON.parse(stdout)).toMatchObject({ method_used: 'keyword', results: [{ source: 'otters.md', rank: 1 }] })
  })

  it('goes by words when the embedding model does not answer', async () => {
    const env = { OCTOLLM_EMBEDDINGS_MODEL: 'small', OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` }
    const { stdout } = await octollm.run(['search', 'otter licence', '--json'], env)
    expect(JSON.parse(stdout)).toMatchObject({ method_used: 'keyword', results: [{ source: 'otters.md' }] })
  })

  it('says that it found nothing, and ends with 1', async () => {
    const { code, stdout } = await octollm.run(['search', 'How tall is the Eiffel Tower?'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'Nothing in the indexed documents bears on this.\n' })
  })

  it('refuses what it cannot ask, and ends with 2', async () => {
    const { code, stderr } = await octollm.run(['search', 'otters', '--limit', 'many'])
    expect(code).toBe(2)
    expect(stderr).toContain('1 to 100 results')
  })
})
