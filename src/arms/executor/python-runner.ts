import { MAX_RESULT_BYTES } from './interpreter.ts'

export const WORK = '/work'
/** The module a snapshot keeps the runner in until a program is to be run. */
export const RUNNER_MODULE = '_octo_runner'

/** Python's own words on a missing module say nothing of why it is missing. Also used where tests are run. */
export const EXPLAIN_MISSING = `
def explain_missing(error):
    if isinstance(error, ModuleNotFoundError) and error.name:
        root = error.name.partition('.')[0]
        error.add_note(
            f'{root} is not available in the sandbox: a program has the standard library of Python, the files it was '
            'given, and the wheels of the folder OCTOLLM_PYODIDE_PACKAGES where the deployment names one.'
        )
`

/**
 * What runs a program inside Python: \`run(job)\` answers exit code, result and the paths of files that are not as they
 * were given; \`collect(paths)\` reads such files. Names are bound here, before the program runs, so that a program that
 * patches \`json\` or \`os\` fools only itself.
 */
export const RUNNER = `
import importlib, linecache, os, random, sys, traceback, unittest
from base64 import b64decode, b64encode
from json import dumps, loads
from os import path, walk
from pyodide.code import eval_code_async

FILE = '<main>'
MAX_PATHS = 10_000
given = {}
${EXPLAIN_MISSING}
def place(files):
    for name, content in files.items():
        target = path.join('${WORK}', name)
        given[name] = content.encode() if isinstance(content, str) else b64decode(content['base64'])
        os.makedirs(path.dirname(target), exist_ok=True)
        with open(target, 'wb') as file:
            file.write(given[name])
    importlib.invalidate_caches()

def read(name):
    with open(path.join('${WORK}', name), 'rb') as file:
        return file.read()

def is_new(name, size):
    return name not in given or size != len(given[name]) or read(name) != given[name]

def changed():
    found = []
    for folder, folders, names in walk('${WORK}'):
        folders.sort()
        for name in sorted(names):
            target = path.join(folder, name)
            relative = path.relpath(target, '${WORK}')
            try:
                size = path.getsize(target)
                if not path.islink(target) and is_new(relative, size):
                    found.append([relative, size])
            except OSError:
                continue
            if len(found) == MAX_PATHS:
                return found
    return found

def collect(names):
    return dumps([b64encode(read(name)).decode() for name in loads(names)])

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
    explain_missing(error)
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

def set_up():
    sys.dont_write_bytecode = True
    sys.argv = ['main.py']
    sys.path.insert(0, '${WORK}')
    os.makedirs('${WORK}', exist_ok=True)
    os.chdir('${WORK}')
    random.seed() # interpreters from one snapshot would otherwise draw the same numbers

async def run(job):
    return await run_in(sys.modules['__main__'].__dict__, job)

# The first run of anything is slow: it compiles the parts of the interpreter that it needs.
async def warm_up(job):
    report = await run_in({}, job)
    linecache.clearcache()
    return report

async def run_in(main, job):
    code, files, octo = loads(job)
    place(files)
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
    return dumps([status, result, changed()])
`
