import { defineConfig } from 'vitest/config';

// One process a file: each may open its own embedded engine, which a process can do once.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { UV_THREADPOOL_SIZE: '24', TZ: 'UTC' },
    include: ['src/**/*.test.ts', 'etl/**/*.test.ts', 'seed/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', ...(process.env.TENURE_LONG_TESTS ? [] : ['test/long/**'])],
  },
});
