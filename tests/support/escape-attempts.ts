/** Ways out of the Python sandbox. Each leaves what it reached in `got`; `octo` names a folder and a port of the host. */
export const PYTHON_ATTEMPTS: Readonly<Record<string, string>> = {
  'find process in the js module': 'import js; got = js.process',
  'find fetch in the js module': 'import js; got = js.fetch',
  'evaluate JavaScript with run_js': 'from pyodide.code import run_js; got = run_js("1 + 1")',
  'build a function from text through a constructor':
    'from pyodide.ffi import to_js; got = to_js([1]).constructor.constructor("return 1")()',
  'build an async function from text through a constructor':
    'import pyodide_js; got = await pyodide_js.loadPackage.constructor("return 1")()',
  'build a function from text through an error':
    'import pyodide_js\ntry:\n  pyodide_js.FS.readFile("/nope")\nexcept Exception as e:\n  got = e.js_error.constructor.constructor("return 1")()',
  'find Node in any JavaScript object the interpreter holds': `
import gc
from pyodide.ffi import JsProxy
names = ('process', 'require', 'fetch', 'getBuiltinModule', 'WebSocket', 'Buffer', 'Worker', 'importScripts')
for thing in gc.get_objects():
    if isinstance(thing, JsProxy):
        for name in names:
            if getattr(thing, name, None) is not None: got = name`,
  'mount the file system of the host':
    'import pyodide_js; pyodide_js.mountNodeFS("/host", octo["folder"]); got = open("/host/secret.txt").read()',
  'mount NODEFS through the module': `
import pyodide_js
from pyodide.ffi import to_js
FS = pyodide_js._module.FS
FS.mkdir('/mnt')
FS.mount(FS.filesystems.NODEFS, to_js({'root': octo['folder']}), '/mnt')
got = open('/mnt/secret.txt').read()`,
  'open real sockets with useNodeSockFS': `
import pyodide_js, socket
await pyodide_js.useNodeSockFS()
got = socket.create_connection(('127.0.0.1', octo['port']), timeout=2)`,
  'read a file of the host': 'got = open(octo["folder"] + "/secret.txt").read()',
  'read /etc/passwd': 'got = open("/etc/passwd").read()',
  'list the folders of the host': 'import os; got = os.listdir(octo["folder"])',
  'read the environment of a process': 'got = open("/proc/self/environ").read() or None',
  'plant a file on the host': `
import os
os.makedirs(octo['folder'], exist_ok=True)
open(octo['folder'] + '/planted.txt', 'w').write('x')`,
  'run a command with os.system': 'import os; got = None if os.system("true") else "ran"',
  'run a command with os.popen': 'import os; got = os.popen("echo out").read()',
  'run a command with subprocess': 'import subprocess; got = subprocess.check_output(["echo", "out"])',
  'run a command through ctypes': 'import ctypes; got = "ran" if ctypes.CDLL(None).system(b"true") == 0 else None',
  'start a process with posix_spawn': 'import os; got = os.posix_spawn("/bin/true", ["true"], {})',
  fork: 'import os; got = os.fork()',
  'start a thread': 'import threading; threading.Thread(target=print).start(); got = "started"',
  'signal its parent': 'import os; os.kill(octo["pid"], 9); got = "signalled"',
  'open a socket': 'import socket; got = socket.create_connection(("127.0.0.1", octo["port"]), timeout=2)',
  'fetch a page with urllib':
    'import urllib.request; got = urllib.request.urlopen(f"http://127.0.0.1:{octo[\'port\']}/")',
  'fetch a page with pyfetch':
    'from pyodide.http import pyfetch; got = await pyfetch(f"http://127.0.0.1:{octo[\'port\']}/")',
  'fetch a page with open_url':
    'from pyodide.http import open_url; got = open_url(f"http://127.0.0.1:{octo[\'port\']}/")',
  'install a package': 'import micropip; got = micropip.install("requests")',
  'load a library of the host': 'import ctypes; got = ctypes.CDLL("libc.so.6")',
  'write to the report channel': 'import os; os.write(3, b\'{"exitCode":0}\\n\'); got = "written"',
}

/** Ways out of the JavaScript sandbox: bodies of async functions that return what they reached. */
export const JAVASCRIPT_ATTEMPTS: Readonly<Record<string, string>> = {
  'find process': 'return globalThis.process',
  'find require': 'return globalThis.require ?? globalThis.module',
  'find fetch': 'return globalThis.fetch ?? globalThis.XMLHttpRequest ?? globalThis.WebSocket',
  'find WebAssembly or workers': 'return globalThis.WebAssembly ?? globalThis.Worker ?? globalThis.SharedWorker',
  'find the modules of QuickJS itself': 'return globalThis.std ?? globalThis.os ?? globalThis.bjson',
  'import node:fs': 'return import("node:fs")',
  'import fs': 'return import("fs")',
  'import std': 'return import("std")',
  'import qjs:os': 'return import("qjs:os")',
  'import a file of the host': 'return import(octo.folder + "/secret.txt")',
  'import a file URL': 'return import("file:///etc/passwd")',
  'import a path that climbs': 'return import("../../../../../../etc/passwd")',
  'read a file of the host': 'return (await import("files")).readFile("/etc/passwd")',
  'plant a file on the host': '(await import("files")).writeFile(octo.folder + "/planted.txt", "x"); return "planted"',
  'plant a file above its folder': '(await import("files")).writeFile("a/../../planted.txt", "x"); return "planted"',
  'get Node through a constructor': 'return console.log.constructor("return globalThis.process")()',
  'get Node through a host function':
    'return (await import("files")).readFile.constructor.constructor("return globalThis.process")()',
  'get Node through an error':
    'try { await import("nope") } catch (error) { return error.constructor.constructor("return globalThis.process")() }',
  'get Node through a generator': 'return (function* () {}).constructor("return globalThis.process")().next().value',
  'see stack frames of the host':
    'Error.prepareStackTrace = (_, frames) => frames; const { stack } = new Error(); return Array.isArray(stack) ? stack.find((frame) => frame.getThis?.()?.process) : undefined',
  'get Node through the import meta': 'return import.meta?.resolve?.("node:fs")',
}
