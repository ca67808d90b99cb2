import { Buffer } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PyodideAPI } from 'pyodide'
import { isDeclared, keepWithin } from './declared-files.ts'
import {
  type Interpreter,
  type Job,
  type LoadOptions,
  MAX_FILE_BYTES,
  MAX_FILES,
  type Outcome,
  type WriteOutput,
} from './interpreter.ts'
import { pretendShell, removeGlobals } from './lock-down.ts'
import { RUNNER, RUNNER_MODULE, WORK } from './python-runner.ts'

const KEEP_RUNNER = `
import sys, types
sys.modules['${RUNNER_MODULE}'] = types.ModuleType('${RUNNER_MODULE}')
exec(source, sys.modules['${RUNNER_MODULE}'].__dict__)
`
const WHEEL = '/tmp/wheel.zip'
const UNPACK = `
import importlib, os, sysconfig, zipfile
with zipfile.ZipFile('${WHEEL}') as wheel:
    wheel.extractall(sysconfig.get_path('purelib'))
os.remove('${WHEEL}')
importlib.invalidate_caches()
`
const TAKE_RUNNER = `
import sys
runner = sys.modules.pop('${RUNNER_MODULE}')
runner.set_up()
(runner.warm_up, runner.run, runner.collect)
`

const WARM_UP: Job = {
  code: 'from math import pi\nclass A:\n  pass\nresult = [f"{n}" for n in range(3)]\ntry:\n  {}["a"]\nexcept KeyError: pass',
  files: {},
  outputs: [],
  input: 'null',
  stdin: '',
  memoryBytes: 0,
}

/** Loads Pyodide from `moduleUrl`. After this the realm holds nothing but the language and the interpreter. */
export async function loadPython(moduleUrl: string, write: WriteOutput, options: LoadOptions): Promise<Interpreter> {
  const pyodide = await loadLocked(moduleUrl, readSnapshot(options.snapshot))
  pyodide.setStdout({ write: (bytes) => send(write, 1, bytes) })
  pyodide.setStderr({ write: (bytes) => send(write, 2, bytes) })
  if (options.packages) unpackWheels(pyodide, options.packages)
  const [warmUp, run, collect]: Runner = pyodide.runPython(TAKE_RUNNER, { globals: pyodide.toPy({}) })
  const runWith = async (start: Runner[0], job: Job) => {
    pyodide.setStdin({ stdin: once(job.stdin), autoEOF: false })
    return toOutcome(await start(JSON.stringify([job.code, job.files, job.input])), job, collect)
  }
  await runWith(warmUp, WARM_UP)
  return { run: (job) => runWith(run, job) }
}

/** The memory of a loaded interpreter with the runner in it. It holds no randomness that a program would rely on. */
export async function takeSnapshot(moduleUrl: string): Promise<Uint8Array> {
  const pyodide = await loadLocked(moduleUrl, undefined, { _makeSnapshot: true })
  return pyodide.makeMemorySnapshot()
}

type Runner = [
  warmUp: (job: string) => Promise<string>,
  run: (job: string) => Promise<string>,
  collect: (paths: string) => string,
]

/** A snapshot that cannot be read or is of another build costs time, never a run. */
async function loadLocked(moduleUrl: string, snapshot?: Uint8Array, more = {}): Promise<PyodideAPI> {
  removeGlobals()
  const shell = pretendShell((path) => readFileSync(path))
  const { loadPyodide }: typeof import('pyodide') = await import(moduleUrl)
  const load = (given: object) =>
    loadPyodide({
      indexURL: fileURLToPath(new URL('.', moduleUrl)),
      jsglobals: {},
      env: { HOME: WORK, LANG: 'C.UTF-8' },
      ...given,
    })
  const restored = snapshot && (await load({ _loadSnapshot: snapshot }).catch(() => undefined))
  const pyodide = restored ?? (await load(more))
  if (!restored) pyodide.runPython(KEEP_RUNNER, { globals: pyodide.toPy({ source: RUNNER }) })
  shell.end()
  return pyodide
}

function readSnapshot(path: string | undefined): Uint8Array | undefined {
  try {
    return path === undefined ? undefined : readFileSync(path)
  } catch {
    return undefined
  }
}

/** A wheel is a zip of what belongs beside the standard library. */
function unpackWheels(pyodide: PyodideAPI, folder: string): void {
  const names = readdirSync(folder).filter((file) => file.endsWith('.whl'))
  for (const name of names.sort()) {
    try {
      pyodide.FS.writeFile(WHEEL, readFileSync(join(folder, name)))
      pyodide.runPython(UNPACK, { globals: pyodide.toPy({}) })
    } catch (cause) {
      throw new Error(`The wheel ${name} cannot be unpacked.`, { cause })
    }
  }
}

type Report = [exitCode: Outcome['exitCode'], result: string, changed: [path: string, size: number][]]

function toOutcome(report: string, { outputs }: Job, collect: (paths: string) => string): Outcome {
  const [exitCode, result, changed]: Report = JSON.parse(report)
  const wanted = changed.filter(([path]) => isDeclared(path, outputs))
  const readable = wanted.filter(([, size]) => size <= MAX_FILE_BYTES).slice(0, MAX_FILES)
  const contents: string[] = JSON.parse(collect(JSON.stringify(readable.map(([path]) => path))))
  const kept = keepWithin(readable.map(([path], at) => [path, Buffer.from(contents[at] ?? '', 'base64')] as const))
  return { exitCode, result, ...kept, filesTruncated: kept.filesTruncated || readable.length < wanted.length }
}

function send(write: WriteOutput, stream: 1 | 2, bytes: Uint8Array): number {
  write(stream, bytes)
  return bytes.length
}

function once(text: string): () => string | null {
  let rest: string | null = text === '' ? null : text
  return () => {
    const given = rest
    rest = null
    return given
  }
}
