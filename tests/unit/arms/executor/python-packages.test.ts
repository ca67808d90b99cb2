import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox } from '../../../../src/arms/executor/create-sandbox.ts'
import type { Sandbox } from '../../../../src/arms/executor/sandbox.ts'

// A wheel is a zip with a package and its description in it; Python packs it.
const PACK = `
import zipfile
with zipfile.ZipFile('greeting-1.0-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('greeting/__init__.py', 'from greeting.words import hello')
    wheel.writestr('greeting/words.py', 'def hello(name): return f"Hello, {name}!"')
    wheel.writestr('greeting-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: greeting\\nVersion: 1.0\\n')
    wheel.writestr('greeting-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('greeting-1.0.dist-info/RECORD', '')
`

let folder: string
let sandbox: Sandbox
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheels-'))
  const packer = createSandbox({ idle: 0 })
  const { binaryFiles } = await packer.run({ language: 'python', code: PACK })
  await packer.close()
  for (const [name, content] of Object.entries(binaryFiles)) await writeFile(join(folder, name), content, 'base64')
  await writeFile(join(folder, 'notes.txt'), 'no wheel')
  sandbox = createSandbox({ idle: 1, packages: folder })
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true })
})

describe('wheels in the folder of the deployment', () => {
  it('can be imported by programs, in an interpreter that waited too, and their metadata read', async () => {
    const code = `
from importlib.metadata import version
from greeting import hello
result = [hello('Ada'), version('greeting')]`
    for (const _time of [1, 2]) {
      expect(await sandbox.run({ language: 'python', code })).toMatchObject({
        result: ['Hello, Ada!', '1.0'],
        stderr: '',
      })
    }
  })

  it('are not given back as files, and the folder itself cannot be seen', async () => {
    const code = `import os; result = os.path.exists(octo)`
    expect(await sandbox.run({ language: 'python', code, input: folder })).toMatchObject({ result: false, files: {} })
  })

  it('that cannot be unpacked keep Python from starting, with the reason', async () => {
    await writeFile(join(folder, 'broken-1.0-py3-none-any.whl'), 'no zip')
    const broken = createSandbox({ idle: 0, packages: folder })
    const refused = broken.run({ language: 'python', code: '1' })
    await expect(refused).rejects.toMatchObject({
      name: 'SandboxUnavailable',
      message: expect.stringContaining('broken'),
    })
    await broken.close()
  })
})
