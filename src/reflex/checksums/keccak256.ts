const RATE_BYTES = 136
const DIGEST_BYTES = 32
const LANES = 25

// Per step of the combined rho and pi walk: how far a lane is turned (Keccak reference, section 2.3) and the word it
// goes to.
const TURNS = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44]
const LANE_ORDER = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]
const STEPS = LANE_ORDER.map((lane, step) => ({ turn: TURNS[step] ?? 0, target: lane * 2 }))
const ROUND_CONSTANTS = [
  0x0000000000000001n,
  0x0000000000008082n,
  0x800000000000808an,
  0x8000000080008000n,
  0x000000000000808bn,
  0x0000000080000001n,
  0x8000000080008081n,
  0x8000000000008009n,
  0x000000000000008an,
  0x0000000000000088n,
  0x0000000080008009n,
  0x000000008000000an,
  0x000000008000808bn,
  0x800000000000008bn,
  0x8000000000008089n,
  0x8000000000008003n,
  0x8000000000008002n,
  0x8000000000000080n,
  0x000000000000800an,
  0x800000008000000an,
  0x8000000080008081n,
  0x8000000000008080n,
  0x0000000080000001n,
  0x8000000080008008n,
].map((constant) => ({ low: Number(constant & 0xffffffffn), high: Number(constant >> 32n) }))

/**
 * Keccak-256 as Ethereum uses it, which is not SHA3-256: the padding differs. Node's crypto does not have it. Takes at
 * most 135 bytes, one block.
 */
export function keccak256(message: Uint8Array): Uint8Array {
  const block = new Uint8Array(LANES * 8)
  block.set(message)
  block[message.length] = 1
  block[RATE_BYTES - 1] = (block[RATE_BYTES - 1] ?? 0) | 0x80
  permute(new Uint32Array(block.buffer))
  return block.slice(0, DIGEST_BYTES)
}

// A lane of 64 bits is two words, the low one first.
function permute(words: Uint32Array): void {
  const parity = new Uint32Array(10)
  const row = new Uint32Array(10)
  for (const { low, high } of ROUND_CONSTANTS) {
    mixColumns(words, parity)
    turnAndMove(words)
    mixRows(words, row)
    words[0] = word(words, 0) ^ low
    words[1] = word(words, 1) ^ high
  }
}

const word = (words: Uint32Array, at: number) => words[at] ?? 0

function mixColumns(words: Uint32Array, parity: Uint32Array): void {
  for (let at = 0; at < 10; at++) {
    parity[at] =
      word(words, at) ^ word(words, at + 10) ^ word(words, at + 20) ^ word(words, at + 30) ^ word(words, at + 40)
  }
  for (let column = 0; column < 5; column++) {
    const left = ((column + 4) % 5) * 2
    const right = ((column + 1) % 5) * 2
    const low = word(parity, left) ^ ((word(parity, right) << 1) | (word(parity, right + 1) >>> 31))
    const high = word(parity, left + 1) ^ ((word(parity, right + 1) << 1) | (word(parity, right) >>> 31))
    for (let at = column * 2; at < LANES * 2; at += 10) {
      words[at] = word(words, at) ^ low
      words[at + 1] = word(words, at + 1) ^ high
    }
  }
}

function turnAndMove(words: Uint32Array): void {
  let low = word(words, 2)
  let high = word(words, 3)
  for (const { turn, target } of STEPS) {
    const nextLow = word(words, target)
    const nextHigh = word(words, target + 1)
    words[target] = turn < 32 ? turned(low, high, turn) : turned(high, low, turn - 32)
    words[target + 1] = turn < 32 ? turned(high, low, turn) : turned(low, high, turn - 32)
    low = nextLow
    high = nextHigh
  }
}

// Turned by less than a word; none of the turns is exactly one word, nor zero.
const turned = (word: number, other: number, bits: number) => (word << bits) | (other >>> (32 - bits))

function mixRows(words: Uint32Array, row: Uint32Array): void {
  for (let start = 0; start < LANES * 2; start += 10) {
    row.set(words.subarray(start, start + 10))
    for (let at = 0; at < 10; at++) {
      words[start + at] = word(row, at) ^ (~word(row, (at + 2) % 10) & word(row, (at + 4) % 10))
    }
  }
}
