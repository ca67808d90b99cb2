import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const LOCK_DOWN = new URL('../../../../src/arms/executor/lock-down.ts', import.meta.url).href

// Locking down cannot be undone, so it happens in a process of its own.
async function afterLockDown(expression: string): Promise<string> {
  const script = `
    import { writeSync } from 'node:fs'
    import { closeModules, removeGlobals } from '${LOCK_DOWN}'
    removeGlobals()
    closeModules()
    writeSync(1, String(await (${expression})))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  return stdout
}

describe('a locked realm', () => {
  it.each(['process', 'global', 'require', 'Buffer', 'fetch', 'WebSocket', 'setImmediate', 'crypto', 'navigator'])(
    'has no %s',
    async (name) => {
      expect(await afterLockDown(`Object.hasOwn(globalThis, '${name}')`)).toBe('false')
    },
  )

  it('keeps the language, and what the interpreters need', async () => {
    const names = ['Object', 'Promise', 'Map', 'WebAssembly', 'TextDecoder', 'setTimeout']
    expect(await afterLockDown(`${JSON.stringify(names)}.every((name) => name in globalThis)`)).toBe('true')
  })

  it.each(['node:fs', 'node:child_process', 'node:process', 'data:text/javascript,export default 1', './x.js'])(
    'imports no %s',
    async (specifier) => {
      const attempt = `import(${JSON.stringify(specifier)}).then(() => 'loaded', (error) => error.message)`
      expect(await afterLockDown(attempt)).toBe('No module can be loaded inside the sandbox.')
    },
  )
})
