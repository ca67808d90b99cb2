import { randomBytes } from 'node:crypto'
import { registerHooks } from 'node:module'
import process from 'node:process'

const LANGUAGE_GLOBALS =
  'AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date ' +
  'DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array ' +
  'Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp ' +
  'Set SharedArrayBuffer String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array ' +
  'Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval ' +
  'globalThis isFinite isNaN parseFloat parseInt undefined unescape'

// What the interpreters themselves use. None of it reaches a file, a socket or another process.
const INTERPRETER_GLOBALS = 'TextDecoder TextEncoder URL WebAssembly clearTimeout performance queueMicrotask setTimeout'

/**
 * Takes everything out of the global object that is not the language. Python reaches JavaScript objects through its
 * foreign-function bridge, whatever `jsglobals` says (`to_js([]).constructor.constructor` is `Function`), so the realm
 * the interpreter lives in must itself hold nothing worth reaching.
 */
export function removeGlobals(): void {
  const kept = new Set([...LANGUAGE_GLOBALS.split(' '), ...INTERPRETER_GLOBALS.split(' ')])
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!kept.has(name)) Reflect.deleteProperty(globalThis, name)
  }
  // Node's console would open stdout as a stream of its own and change its mode under the writer.
  const silent = () => {}
  define('console', { log: silent, info: silent, warn: silent, error: silent, debug: silent })
}

/**
 * After this no module can be imported any more, built-in ones included, and the permissions that loading needed are
 * given back where this Node can do that.
 */
export function closeModules(): void {
  registerHooks({
    resolve() {
      throw new Error('No module can be loaded inside the sandbox.')
    },
  })
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule']) {
    Reflect.deleteProperty(process, name)
  }
  const permission: unknown = process.permission
  if (!hasDrop(permission)) return
  for (const scope of ['fs.read', 'worker']) permission.drop(scope)
}

/**
 * Presents the process to Pyodide as a bare JavaScript shell. In what it takes for Node it would hand `os.system`,
 * `NODEFS` and `ws` to the program.
 */
export function pretendShell(read: (path: string) => Uint8Array): { end(): void } {
  define('read', (path: string) => new TextDecoder().decode(read(path)))
  define('readbuffer', read)
  define('load', () => {})
  // The one thing Pyodide asks a shell for after loading: `head -c<n> /dev/urandom | base64`.
  define('os', {
    system: (_shell: string, args: readonly string[]) =>
      randomBytes(Number(/head -c(\d+)/.exec(args[1] ?? '')?.[1] ?? 0)).toString('base64'),
  })
  return {
    end() {
      for (const name of ['read', 'readbuffer', 'load']) Reflect.deleteProperty(globalThis, name)
    },
  }
}

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}

function hasDrop(permission: unknown): permission is { drop(scope: string): void } {
  return typeof permission === 'object' && permission !== null && 'drop' in permission
}
