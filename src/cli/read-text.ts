import { readFileSync } from 'node:fs'

/** The text of a file that a person named with `option`. Throws a TypeError that says which file cannot be read. */
export function readText(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new TypeError(`${option}: ${file} cannot be read. Name a file that exists.`, { cause: error })
  }
}

/** The JSON of such a file. Throws a TypeError also when it is not JSON. */
export function readJson(file: string, option: string): unknown {
  const text = readText(file, option)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new TypeError(`${option}: ${file} is not JSON.`, { cause: error })
  }
}
