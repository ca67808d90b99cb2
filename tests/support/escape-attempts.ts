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
  'make an XMLHttpRequest': 'import js; got = js.XMLHttpRequest.new()',
  'open a WebSocket': 'import js; got = js.WebSocket.new(f"ws://127.0.0.1:{octo[\'port\']}/")',
  'send a datagram':
    'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b"x", ("127.0.0.1", octo["port"])); got = "sent"',
  'talk HTTP with http.client': `
import http.client
connection = http.client.HTTPConnection('127.0.0.1', octo['port'], timeout=2)
connection.request('GET', '/')
got = connection.getresponse().status`,
  'open a connection with asyncio': 'import asyncio; got = await asyncio.open_connection("127.0.0.1", octo["port"])',
  'load code over the network with importlib':
    'import pyodide_js; await pyodide_js.loadPackage(f"http://127.0.0.1:{octo[\'port\']}/x-1-py3-none-any.whl"); import x; got = x',
  'start a process pool':
    'from concurrent.futures import ProcessPoolExecutor; got = ProcessPoolExecutor().submit(print).result()',
  'start a process with multiprocessing':
    'import multiprocessing; p = multiprocessing.Process(target=print); p.start(); got = "started"',
  'read through a symbolic link':
    'import os; os.symlink(octo["folder"] + "/secret.txt", "link"); got = open("link").read()',
  'walk to the root of the process': 'got = open("/proc/self/root/etc/passwd").read()',
  'read the arguments of its process': 'got = open("/proc/self/cmdline").read() or None',
  'map the memory of its process': 'got = open("/proc/self/mem", "rb").read(1)',
  'find built-in modules of Node in the interpreter’s own objects': `
import pyodide_js
for holder in (pyodide_js, pyodide_js._api, pyodide_js._module):
    for name in ('process', 'require', 'fs', 'nodePath', 'child_process', 'createRequire'):
        if getattr(holder, name, None) is not None: got = name`,
  'import a module of Node through the loader': `
import pyodide_js
got = await pyodide_js._api.importPackage('node:fs')`,
  'have a worker run JavaScript': 'import js; got = js.Worker.new("data:text/javascript,1")',
  'reach Node through the memory of the interpreter':
    'import pyodide_js; got = pyodide_js._module.HEAP8.constructor.constructor("return process")()',
  'reach Node through a stack trace': `
import js, pyodide_js
from pyodide.ffi import create_proxy
Error = pyodide_js.loadPackage.constructor.__proto__
try:
  pyodide_js.FS.readFile('/nope')
except Exception as e:
  Error = e.js_error.constructor
Error.prepareStackTrace = create_proxy(lambda error, frames: frames)
try:
  pyodide_js.FS.readFile('/nope')
except Exception as e:
  frames = e.js_error.stack
  for frame in frames:
    this = frame.getThis()
    if getattr(this, 'process', None) is not None: got = 'process'`,
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
  'import node:net': 'return import("node:net")',
  'import node:dgram': 'return import("node:dgram")',
  'import node:dns': 'return import("node:dns/promises")',
  'import node:child_process': 'return import("node:child_process")',
  'import node:worker_threads': 'return import("node:worker_threads")',
  'import node:inspector': 'return import("node:inspector")',
  'import node:vm': 'return import("node:vm")',
  'import code over the network': 'return import("http://127.0.0.1:" + octo.port + "/x.js")',
  'import code from a data URL': 'return import("data:text/javascript,export default 1")',
  'find process.binding': "return (0, eval)(\"typeof process === 'undefined' ? null : process.binding('fs')\")",
  'share memory with the host':
    'return typeof SharedArrayBuffer === "undefined" ? null : new SharedArrayBuffer(8) instanceof Object && globalThis.Atomics?.waitAsync',
  'reach the caller of the host': 'return (function host() { return host.caller ?? host.arguments.callee.caller })()',
  'climb from a host function to its realm':
    'const { constructor } = (await import("files")).writeFile; return constructor("return this")().process',
  'plant a file through its prototype':
    '(await import("files")).writeFile({ toString: () => "../planted.txt" }, "x"); return "planted"',
  'give its path as another thing the second time': `
    let asked = 0
    const path = { toString: () => (asked++ === 0 ? 'ok.txt' : octo.folder + '/planted.txt') }
    ;(await import("files")).writeFile(path, 'x')
    return (await import("files")).listFiles().find((name) => name.includes('planted'))`,
  'get Node through the import meta': 'return import.meta?.resolve?.("node:fs")',
}
