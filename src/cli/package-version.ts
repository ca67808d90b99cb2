import { readFileSync } from 'node:fs'

/** The version in package.json, which stands two folders up from src/cli as from dist/cli. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version)
  throw new TypeError('package.json has no version')
}
