import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Which folder of `src` may import which. Read it bottom-up: nothing imports what stands above it. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contracts: [],
  telemetry: [],
  outbound: ['contracts'],
  reflex: ['contracts'],
  model: ['contracts', 'telemetry'],
  memory: ['contracts', 'reflex'],
  queue: ['contracts', 'telemetry'],
  ledger: [
    'contracts',
    'model/model.ts',
    'store/sql.ts',
    'store/event-row.ts',
    'store/to-jsonb.ts',
    'store/connection-lost.ts',
  ],
  store: [
    ...['contracts', 'telemetry', 'queue/queue.ts', 'planner/planner.ts', 'model/embeddings.ts'],
    ...['reflex/token-vault.ts', 'reflex/sealed-vault.ts', 'memory'],
  ],
  arms: [
    'contracts',
    'outbound',
    'telemetry',
    'model',
    'reflex',
    'memory',
    'store/arms/arm-store.ts',
    'store/document-store.ts',
    'store/chunk-document.ts',
    'store/cut-text.ts',
    ...['store/document-filter.ts', 'store/rank-passages.ts', 'store/search-words.ts'],
  ],
  ingest: ['contracts', 'telemetry', 'store/document-store.ts', 'store/chunk-document.ts', 'store/cut-text.ts'],
  planner: ['contracts', 'telemetry', 'model', 'arms'],
  nodes: [
    ...['contracts', 'telemetry', 'reflex', 'model', 'ledger', 'arms', 'planner', 'memory'],
    ...['graph/state.ts', 'graph/ready-set.ts', 'graph/routes.ts', 'graph/park.ts'],
  ],
  graph: [
    'contracts',
    'outbound',
    'telemetry',
    'reflex',
    'model',
    'ledger',
    'store/document-store.ts',
    'arms',
    'planner',
    'nodes',
    'memory',
  ],
  middleware: ['contracts', 'reflex'],
  worker: ['contracts', 'telemetry', 'store', 'queue', 'graph'],
  server: ['contracts', 'telemetry', 'reflex', 'store', 'ingest/document-index.ts', 'memory'],
  'arm-server': [
    ...['contracts', 'telemetry', 'reflex', 'model', 'arms', 'planner/canonical-json.ts'],
    ...['guard-host', 'listen', 'observe-requests', 'problem', 'read-input', 'refuse-unknown-routes', 'request-id'].map(
      (name) => `server/${name}.ts`,
    ),
  ],
  testing: ['contracts', 'reflex', 'model', 'arms'],
  cli: ['*'],
}

/** Which folders may speak to which package. */
const MAY_USE: Record<string, readonly string[]> = {
  pg: ['store', 'queue', 'ledger', 'postgres.ts'],
  'pg-boss': ['queue'],
  express: ['server', 'arm-server'],
  '@langchain/': [
    'model',
    'arms',
    'arm-server',
    'nodes',
    'graph',
    'worker',
    'middleware',
    'store/checkpointer',
    'store/memory',
    'memory',
    'index.ts',
    'studio.ts',
  ],
  langchain: ['middleware'],
  commander: ['cli'],
  vitest: ['testing'],
}

// Exact, because `verbatimModuleSyntax` and explicit extensions leave one way to write an import.
const IMPORT = /from '([^']+)'/g

const importsOf = (file: string) => [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path]) => path as string)

const localImportsOf = (file: string) =>
  importsOf(file)
    .filter((path) => /^\..*\.ts$/.test(path)) // a prompt may quote imports of its own
    .map((path) => relative('src', join(dirname(file), path)))

const isIn = (path: string, place: string) => path === place || path.startsWith(`${place}/`)

describe('imports point one way', () => {
  it.each(Object.entries(MAY_IMPORT))('%s imports only %j', (folder, allowed) => {
    const isAllowed = (path: string) => [folder, ...allowed].some((place) => place === '*' || isIn(path, place))
    const strays = globSync(`src/${folder}/**/*.ts`).flatMap((file) =>
      localImportsOf(file)
        .filter((path) => !isAllowed(path))
        .map((path) => `${file} → ${path}`),
    )
    expect(strays).toEqual([])
  })

  it('knows every folder', () => {
    const folders = globSync('src/*/').map((path) => path.split('/')[1])
    expect(folders.sort()).toEqual(Object.keys(MAY_IMPORT).sort())
  })
})

describe('each outside world has its place', () => {
  it.each(Object.entries(MAY_USE))('%s is spoken to only in %j', (name, places) => {
    const isPackage = (path: string) => path === name || (name.endsWith('/') && path.startsWith(name))
    const strays = globSync('src/**/*.ts').filter((file) => {
      const path = relative('src', file)
      return importsOf(file).some(isPackage) && !places.some((place) => isIn(path, place))
    })
    expect(strays).toEqual([])
  })
})

describe('what the published package is made of', () => {
  it('leaves nothing of the library face to Express, pg or the command line', () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const path of localImportsOf(file)) visit(join('src', path))
    }
    visit('src/index.ts')
    const heavy = [...seen].filter((file) =>
      importsOf(file).some((name) => ['pg', 'express', 'pg-boss', 'vitest'].includes(name)),
    )
    expect(heavy).toEqual([])
  })
})
