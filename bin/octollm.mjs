#!/usr/bin/env node
import { existsSync } from 'node:fs'

// A checkout runs its sources as they are; the published package has only what was built.
const source = new URL('../src/cli.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli.js', import.meta.url).href)
