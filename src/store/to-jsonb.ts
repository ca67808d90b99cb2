/**
 * JSON that Postgres takes as `jsonb`: NUL and lone halves of surrogate pairs, which it refuses, become U+FFFD. In the
 * output of `JSON.stringify` they are the only escapes of these forms; an escaped backslash is matched to be stepped over.
 */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value).replaceAll(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === '\\\\' ? found : '\\ufffd',
  )
}
