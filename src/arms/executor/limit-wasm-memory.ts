// TypeScript declares this only together with the DOM.
declare const WebAssembly: { readonly Memory: { readonly prototype: { grow(pages: number): number } } }

const PAGE_BYTES = 65_536

/**
 * Lets WebAssembly memory grow by `bytes` at most from here on; beyond that growing fails, and the interpreter raises its
 * own out-of-memory error. V8 has no flag for this: `--max-old-space-size` does not count WebAssembly.
 */
export function limitWasmMemory(bytes: number): void {
  const grow = WebAssembly.Memory.prototype.grow
  let left = Math.floor(bytes / PAGE_BYTES)
  WebAssembly.Memory.prototype.grow = function (this: unknown, pages: number) {
    if (pages > left) throw new RangeError('The memory limit of the sandbox is reached.')
    left -= pages
    return Reflect.apply(grow, this, [pages])
  }
}
