/**
 * Source that runs inside QuickJS before the program. It gets the host's functions as an argument and leaves none of them
 * where the program can see them.
 */
export const PRELUDE = `(host, input, stdin) => {
  const { stringify, parse } = JSON
  const { write, readFile, readHex, writeFile, writeHex, listFiles } = host
  const now = Date.now

  const show = (value) => {
    if (typeof value === 'string') return value
    if (value instanceof Error) return value.name + ': ' + value.message + '\\n' + (value.stack ?? '')
    if (typeof value === 'function') return '[Function: ' + (value.name || 'anonymous') + ']'
    if (value instanceof Map || value instanceof Set) return value.constructor.name + ' ' + show([...value])
    if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? value + 'n' : String(value)
    try {
      return stringify(value, (key, inner) => (typeof inner === 'bigint' ? inner + 'n' : inner)) ?? String(value)
    } catch {
      return String(value)
    }
  }
  const printer = (stream) => (...values) => { write(stream, values.map(show).join(' ') + '\\n') }
  globalThis.console = {
    log: printer('1'), info: printer('1'), debug: printer('1'), warn: printer('2'), error: printer('2'),
  }

  const timers = []
  let lastTimer = 0
  globalThis.setTimeout = (call, ms = 0, ...args) => {
    const id = ++lastTimer
    timers.push({ id, due: now() + Math.max(0, Number(ms) || 0), call, args })
    return id
  }
  globalThis.clearTimeout = (id) => {
    const at = timers.findIndex((timer) => timer.id === id)
    if (at >= 0) timers.splice(at, 1)
  }

  globalThis.octo = parse(input)
  globalThis.stdin = stdin
  globalThis.result = null
  const inside = (path) => {
    const name = String(path).replace(/^\\.\\//, '')
    if (name.startsWith('/') || name.split('/').includes('..')) throw new Error('Not in the working folder: ' + path)
    return name
  }
  const there = (content, path) => {
    if (content === undefined) throw new Error('There is no file ' + path)
    return content
  }
  Object.defineProperty(globalThis, Symbol.for('octo.files'), { value: {
    readFile: (path) => there(readFile(inside(path)), path),
    readBytes: (path) =>
      Uint8Array.from(there(readHex(inside(path)), path).match(/../g) ?? [], (byte) => parseInt(byte, 16)),
    writeFile(path, text) {
      writeFile(inside(path), String(text))
    },
    writeBytes(path, bytes) {
      writeHex(inside(path), Array.from(bytes, (byte) => (byte & 255).toString(16).padStart(2, '0')).join(''))
    },
    listFiles: () => parse(listFiles()),
  } })

  return {
    /** Fires the timer that is due, else answers the milliseconds until the next one, or -1 when there is none. */
    fireTimer() {
      if (timers.length === 0) return -1
      const next = timers.reduce((first, timer) => (timer.due < first.due ? timer : first))
      const wait = next.due - now()
      if (wait > 0) return wait
      timers.splice(timers.indexOf(next), 1)
      next.call(...next.args)
      return 0
    },
    readResult: () => stringify(globalThis.result) ?? 'null',
  }
}`

/** The module \`files\`. */
export const FILES_MODULE = `
export const { readFile, readBytes, writeFile, writeBytes, listFiles } = globalThis[Symbol.for('octo.files')]
`

/** The module \`assert\`: the part of Node's that tests are written with. */
export const ASSERT_MODULE = `
export class AssertionError extends Error {
  constructor(message) {
    super(message)
    this.name = 'AssertionError'
  }
}

const show = (value) => {
  try { return JSON.stringify(value) ?? String(value) } catch { return String(value) }
}
const check = (holds, message, fallback) => {
  if (holds) return
  throw message instanceof Error ? message : new AssertionError(message ?? fallback())
}
const same = (a, b) => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (a instanceof Date) return Number(a) === Number(b)
  if (a instanceof RegExp) return String(a) === String(b)
  if (a instanceof Set) return a.size === b.size && [...a].every((one) => [...b].some((other) => same(one, other)))
  if (a instanceof Map) return a.size === b.size && [...a].every(([key, one]) => b.has(key) && same(one, b.get(key)))
  if (a instanceof Error && a.message !== b.message) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
}
const matches = (error, expected) => {
  if (expected === undefined) return true
  if (expected instanceof RegExp) return expected.test(String(error))
  if (typeof expected !== 'function') return Object.keys(expected).every((key) =>
    expected[key] instanceof RegExp ? expected[key].test(error[key]) : same(error[key], expected[key]))
  if (expected.prototype !== undefined && error instanceof expected) return true
  return !Error.prototype.isPrototypeOf(expected.prototype) && expected !== Error && expected(error) === true
}
const checkThrown = (error, expected) => {
  if (!matches(error, expected)) throw error
}

export const ok = (value, message) => check(value, message, () => show(value) + ' is not truthy')
export const equal = (a, b, message) => check(a == b || Object.is(a, b), message, () => show(a) + ' == ' + show(b))
export const notEqual = (a, b, message) => check(a != b, message, () => show(a) + ' != ' + show(b))
export const strictEqual = (a, b, message) => check(Object.is(a, b), message, () => show(a) + ' === ' + show(b))
export const notStrictEqual = (a, b, message) => check(!Object.is(a, b), message, () => show(a) + ' !== ' + show(b))
export const deepStrictEqual = (a, b, message) => check(same(a, b), message, () => show(a) + ' deeply equals ' + show(b))
export const notDeepStrictEqual = (a, b, message) =>
  check(!same(a, b), message, () => show(a) + ' does not deeply equal ' + show(b))
export const deepEqual = deepStrictEqual
export const notDeepEqual = notDeepStrictEqual
export const match = (text, pattern, message) => check(pattern.test(text), message, () => show(text) + ' matches ' + pattern)
export const fail = (message) => check(false, message, () => 'Failed')
export const throws = (call, expected, message) => {
  const [pattern, text] = typeof expected === 'string' ? [undefined, expected] : [expected, message]
  try { call() } catch (error) { return checkThrown(error, pattern) }
  check(false, text, () => 'Missing expected exception')
}
export const rejects = async (promise, expected, message) => {
  try { await (typeof promise === 'function' ? promise() : promise) } catch (error) { return checkThrown(error, expected) }
  check(false, message, () => 'Missing expected rejection')
}
const assert = Object.assign((value, message) => ok(value, message), {
  AssertionError, ok, equal, notEqual, strictEqual, notStrictEqual, deepEqual, notDeepEqual, deepStrictEqual,
  notDeepStrictEqual, match, fail, throws, rejects,
})
assert.strict = assert
export const strict = assert
export default assert
`
