import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type Interpreter,
  type Job,
  MAX_FILE_BYTES,
  MAX_FILES,
  MAX_RESULT_BYTES,
  type Outcome,
  type WriteOutput,
} from './interpreter.ts'
import { pretendShell, removeGlobals } from './lock-down.ts'

const WORK = '/work'

// Names are bound here, before the program runs, so that a program that patches `json` or `os` fools only itself.
const RUNNER = `
import importlib, json, linecache, os, sys, traceback, unittest
from json import dumps, loads
from os import path, walk
from pyodide.code import eval_code_async

FILE = '<main>'
sys.dont_write_bytecode = True
sys.argv = ['main.py']
sys.path.insert(0, '${WORK}')
os.makedirs('${WORK}', exist_ok=True)
os.chdir('${WORK}')

def place(files):
    for name, text in files.items():
        target = path.join('${WORK}', name)
        os.makedirs(path.dirname(target), exist_ok=True)
        with open(target, 'w', encoding='utf-8', newline='') as file:
            file.write(text)
    importlib.invalidate_caches()

def changed(given):
    found, left_out, room = {}, False, ${MAX_FILE_BYTES}
    for folder, folders, names in walk('${WORK}'):
        for name in sorted(names):
            target = path.join(folder, name)
            relative = path.relpath(target, '${WORK}')
            try:
                size = path.getsize(target)
                if size > room or len(found) == ${MAX_FILES}:
                    left_out = left_out or size != len(given.get(relative, '').encode())
                    continue
                with open(target, encoding='utf-8', newline='') as file:
                    text = file.read()
            except (OSError, UnicodeError):
                continue
            if given.get(relative) != text:
                found[relative] = text
                room -= size
    return found, left_out

def result_of(main):
    try:
        text = dumps(main.get('result'), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        print(f'result was dropped: it is not JSON ({error})', file=sys.stderr)
        return 'null'
    if len(text) > ${MAX_RESULT_BYTES}:
        print('result was dropped: it is larger than ${MAX_RESULT_BYTES} bytes', file=sys.stderr)
        return 'null'
    return text

def show(error):
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename != FILE:
        frames = frames.tb_next
    traceback.print_exception(error.with_traceback(frames))

async def execute(code, main):
    try:
        await eval_code_async(code, globals=main, return_mode='none', filename=FILE)
        return 0
    except SystemExit as exit:
        if exit.code not in (None, 0) and not isinstance(exit.code, int):
            print(exit.code, file=sys.stderr)
        return 0 if exit.code in (None, 0) else 1
    except MemoryError as error:
        show(error)
        return 137
    except BaseException as error:
        show(error)
        return 1

async def run(job):
    code, files, octo = loads(job)
    place(files)
    main = sys.modules['__main__'].__dict__
    main['octo'] = loads(octo)
    main['__file__'] = '${WORK}/main.py'
    linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
    status = await execute(code, main)
    result = result_of(main)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    found, left_out = changed(files)
    return dumps([status, result, found, left_out])

run
`

/** Loads Pyodide from `moduleUrl`. After this the realm holds nothing but the language and the interpreter. */
export async function loadPython(moduleUrl: string, write: WriteOutput): Promise<Interpreter> {
  removeGlobals()
  const shell = pretendShell((path) => readFileSync(path))
  const { loadPyodide }: typeof import('pyodide') = await import(moduleUrl)
  const pyodide = await loadPyodide({
    indexURL: fileURLToPath(new URL('.', moduleUrl)),
    jsglobals: {},
    env: { HOME: WORK, LANG: 'C.UTF-8' },
  })
  shell.end()
  pyodide.setStdout({ write: (bytes) => send(write, 1, bytes) })
  pyodide.setStderr({ write: (bytes) => send(write, 2, bytes) })
  const run: (job: string) => Promise<string> = pyodide.runPython(RUNNER, { globals: pyodide.toPy({}) })
  return {
    async run(job) {
      pyodide.setStdin({ stdin: once(job.stdin), autoEOF: false })
      return toOutcome(await run(JSON.stringify([job.code, job.files, job.input])))
    },
  }
}

function toOutcome(report: string): Outcome {
  const [exitCode, result, files, filesTruncated]: [Outcome['exitCode'], string, Job['files'], boolean] =
    JSON.parse(report)
  return { exitCode, result, files, filesTruncated }
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
