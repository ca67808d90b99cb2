import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
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
