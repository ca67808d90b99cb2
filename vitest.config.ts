import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url))

export default defineConfig({
  // An arm that `octollm arm new` wrote into this checkout is tested with what stands here, installed or not.
  resolve: {
    alias: [
      { find: /^octollm$/, replacement: source('index.ts') },
      { find: /^octollm\/(arm-server|testing)$/, replacement: source('$1/index.ts') },
    ],
  },
  test: {
    include: ['tests/**/*.test.ts', '*/test/*.test.ts'],
    globalSetup: 'tests/support/postgres-global.ts',
    restoreMocks: true,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // Run only in processes of their own, which the coverage does not see: tests/e2e and the sandbox tests run them.
      exclude: ['src/cli.ts', 'src/cli/**', 'src/studio.ts', 'src/arms/executor/{*-child,*-guest,load-*,lock-down}.ts'],
      reporter: ['text-summary'],
    },
  },
})
