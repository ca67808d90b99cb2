import type { Readable } from 'node:stream'

/** Keeps the first bytes of a stream and counts the rest. */
export class OutputCapture {
  readonly #chunks: Buffer[] = []
  #keepBytes = 4096
  #keptBytes = 0
  #seenBytes = 0

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => this.#take(chunk))
  }

  get seenBytes(): number {
    return this.#seenBytes
  }

  get isTruncated(): boolean {
    return this.#seenBytes > this.#keptBytes
  }

  /** Keeps up to `bytes` from here on, instead of the 4,096 that are enough for a start-up complaint. */
  keep(bytes: number): void {
    this.#keepBytes = bytes
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  /** The kept bytes as text: bytes that are not UTF-8 become U+FFFD, and a character cut in two is left out. */
  text(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes(), {
      stream: this.isTruncated,
    })
  }

  #take(chunk: Buffer): void {
    this.#seenBytes += chunk.length
    const kept = chunk.subarray(0, Math.max(0, this.#keepBytes - this.#keptBytes))
    if (kept.length > 0) this.#chunks.push(kept)
    this.#keptBytes += kept.length
  }
}
