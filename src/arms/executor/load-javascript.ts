import { Buffer } from 'node:buffer'
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten'
import { isDeclared, keepWithin, toBytes } from './declared-files.ts'
import { type Interpreter, type Job, MAX_RESULT_BYTES, type Outcome, type WriteOutput } from './interpreter.ts'
import { ASSERT_MODULE, FILES_MODULE, PRELUDE } from './javascript-guest.ts'
import { removeGlobals } from './lock-down.ts'

const BUILT_IN = new Map([
  ['assert', ASSERT_MODULE],
  ['node:assert', ASSERT_MODULE],
  ['assert/strict', ASSERT_MODULE],
  ['node:assert/strict', ASSERT_MODULE],
  ['files', FILES_MODULE],
])

// A program whose last line calls its own async `main()` means to wait for it; QuickJS does not report a lost rejection.
const LAST_CALL = /\n(?!(?:if|for|while|switch|with|function|catch|await)\b)([A-Za-z_$][\w$.]*\([^\n]*\);?)\s*$/

const STUCK = { pending: 'The program waits for something that never happens.', fulfilled: undefined }

/** Loads QuickJS from `moduleUrl`. The program shares no object with this realm: text goes in, text comes out. */
export async function loadJavaScript(moduleUrl: string, write: WriteOutput): Promise<Interpreter> {
  const { getQuickJS }: typeof import('quickjs-emscripten') = await import(moduleUrl)
  const quickjs = await getQuickJS()
  removeGlobals()
  return { run: (job) => runProgram(quickjs.newContext(), job, write) }
}

function runProgram(vm: QuickJSContext, job: Job, write: WriteOutput): Outcome {
  const files = new Map(Object.entries(job.files).map(([path, content]) => [path, toBytes(content)]))
  vm.runtime.setMemoryLimit(job.memoryBytes)
  vm.runtime.setModuleLoader(
    (name) => BUILT_IN.get(name) ?? textOf(files.get(name)) ?? { error: new Error(notFound(name)) },
    (from, name) => (name.startsWith('.') ? new URL(name, `file:///${from}`).pathname.slice(1) : name),
  )
  const guest = startGuest(vm, job, files, write)
  const failure = settle(vm, guest, job.code)
  if (failure) write(2, `${failure}\n`)
  return {
    exitCode: failure === undefined ? 0 : exitCodeOf(failure),
    result: resultOf(vm, guest, write),
    ...changedFiles(files, job),
  }
}

function notFound(name: string): string {
  return `Cannot find module '${name}': a program can import the files it was given (as './name.js'), 'assert' and 'files'.`
}

/** Runs the prelude, which defines the program's globals and returns what the host calls back. */
function startGuest(vm: QuickJSContext, job: Job, files: Map<string, Uint8Array>, write: WriteOutput): QuickJSHandle {
  const host = vm.newObject()
  const expose = (name: string, call: (...args: string[]) => QuickJSHandle) =>
    vm.setProp(
      host,
      name,
      vm.newFunction(name, (...args) => call(...args.map((arg) => vm.getString(arg)))),
    )
  expose('write', (stream = '1', text = '') => {
    write(stream === '2' ? 2 : 1, text)
    return vm.undefined
  })
  const given = (text: string | undefined) => (text === undefined ? vm.undefined : vm.newString(text))
  expose('readFile', (path = '') => given(textOf(files.get(path))))
  expose('readHex', (path = '') => given(hexOf(files.get(path))))
  expose('writeFile', (path = '', text = '') => {
    files.set(path, new TextEncoder().encode(text))
    return vm.undefined
  })
  expose('writeHex', (path = '', hex = '') => {
    files.set(path, Buffer.from(hex, 'hex'))
    return vm.undefined
  })
  expose('listFiles', () => vm.newString(JSON.stringify([...files.keys()])))
  const prelude = vm.unwrapResult(vm.evalCode(PRELUDE, 'prelude.js'))
  const parts = [host, vm.newString(job.input), vm.newString(job.stdin)]
  return vm.unwrapResult(vm.callFunction(prelude, vm.undefined, ...parts))
}

/** Runs the program until nothing is left to do. Returns the text of its failure, if it failed. */
function settle(vm: QuickJSContext, guest: QuickJSHandle, code: string): string | undefined {
  // Self-assignment publishes a `const result` of the module and changes nothing otherwise.
  const source = `${`\n${code}`.replace(LAST_CALL, '\nawait $1').slice(1)}\n;globalThis.result = result`
  const evaluated = vm.evalCode(source, 'main.js', { type: 'module' })
  if (evaluated.error) return describe(vm, evaluated.error)
  for (;;) {
    const turn = takeTurn(vm, guest)
    if ('error' in turn) return describe(vm, turn.error)
    const state = vm.getPromiseState(evaluated.value)
    if (state.type === 'rejected') return describe(vm, state.error)
    if (turn.waitMs < 0) return STUCK[state.type]
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, turn.waitMs)
  }
}

/** Runs what is ready: promise reactions, then one timer. Says how long to wait for the next, or -1 when there is none. */
function takeTurn(vm: QuickJSContext, guest: QuickJSHandle): { error: QuickJSHandle } | { waitMs: number } {
  const fired = vm.runtime.executePendingJobs()
  if (fired.error) return { error: fired.error }
  const timer = vm.callMethod(guest, 'fireTimer')
  if (timer.error) return { error: timer.error }
  return { waitMs: vm.getNumber(timer.value) }
}

function describe(vm: QuickJSContext, error: QuickJSHandle): string {
  const thrown: unknown = vm.dump(error)
  if (typeof thrown !== 'object' || thrown === null || !('message' in thrown))
    return `Uncaught ${JSON.stringify(thrown)}`
  const { name = 'Error', message, stack = '' }: { name?: unknown; message: unknown; stack?: unknown } = thrown
  return `${name}: ${message}\n${stack}`.trimEnd()
}

function exitCodeOf(failure: string): 1 | 137 {
  return failure.startsWith('InternalError: out of memory') ? 137 : 1
}

function resultOf(vm: QuickJSContext, guest: QuickJSHandle, write: WriteOutput): string {
  const read = vm.callMethod(guest, 'readResult')
  const text = read.error ? undefined : vm.getString(read.value)
  if (text !== undefined && text.length <= MAX_RESULT_BYTES) return text
  const reason = text === undefined ? 'it is not JSON' : `it is larger than ${MAX_RESULT_BYTES} bytes`
  write(2, `result was dropped: ${reason}\n`)
  return 'null'
}

const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes)
const hexOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex')

function changedFiles(
  files: ReadonlyMap<string, Uint8Array>,
  { files: given, outputs }: Job,
): Pick<Outcome, 'files' | 'filesTruncated'> {
  const isNew = (path: string, bytes: Uint8Array) => {
    const before = given[path]
    return before === undefined || !Buffer.from(toBytes(before)).equals(bytes)
  }
  return keepWithin([...files].filter(([path, bytes]) => isDeclared(path, outputs) && isNew(path, bytes)))
}
