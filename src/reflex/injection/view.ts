/** How a text was read when something was found in it. Each is the indicator of a match found under it. */
export type Encoding =
  | 'plain'
  | 'disguised'
  | 'base64'
  | 'hex'
  | 'url'
  | 'html-entities'
  | 'escapes'
  | 'rot13'
  | 'leet'
  | 'spaced'
  | 'reversed'

/**
 * A text as rules read it: lower case, one space for any white space, accents gone. It knows where each character came
 * from.
 */
export interface View {
  readonly text: string
  /** Outermost first. Empty for the text as it stands. */
  readonly encodings: readonly Encoding[]
  /** Offsets of the original for a span of `text`, end exclusive. */
  originOf(start: number, end: number): { start: number; end: number }
}

/** A view whose characters were changed one by one and did not move. */
export const sameSpans: View['originOf'] = (start, end) => ({ start, end })

/** A view of something that can only be named as a whole. */
export const wholeSpan =
  (start: number, end: number): View['originOf'] =>
  () => ({ start, end })

/** Collects a rewritten text and where each of its characters came from. */
export function createTrace(capacity: number) {
  const pieces: string[] = []
  let starts = new Uint32Array(capacity)
  let ends = new Uint32Array(capacity)
  let length = 0

  return {
    push(piece: string, start: number, end: number): void {
      while (length + piece.length > starts.length) {
        starts = doubled(starts)
        ends = doubled(ends)
      }
      for (const last = length + piece.length; length < last; length++) {
        starts[length] = start
        ends[length] = end
      }
      pieces.push(piece)
    },
    finish: (): { text: string; originOf: View['originOf'] } => ({
      text: pieces.join(''),
      originOf: (start, end) => ({ start: starts[start] ?? 0, end: ends[end - 1] ?? 0 }),
    }),
  }
}

/** A text with what matches the pattern replaced, the rest where it was. */
export function replaceEach(text: string, pattern: RegExp, replace: (value: string) => string) {
  const trace = createTrace(text.length)
  let done = 0
  const copyUntil = (end: number) => {
    for (; done < end; done++) trace.push(text.charAt(done), done, done + 1)
  }
  for (const { index, 0: value } of text.matchAll(pattern)) {
    copyUntil(index)
    done = index + value.length
    trace.push(replace(value), index, done)
  }
  copyUntil(text.length)
  return trace.finish()
}

function doubled(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(64, values.length * 2))
  larger.set(values)
  return larger
}

/** Follows a span of a view of a view back to the original. */
export const through =
  (outer: View['originOf'], inner: View['originOf']): View['originOf'] =>
  (start, end) => {
    const middle = inner(start, end)
    return outer(middle.start, middle.end)
  }
