import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

// The file that Node itself loads: Vite would take the other build, whose types are strangers to Apollo's.
const graphql = createRequire(import.meta.url).resolve('graphql');

// One process a file: each may open its own embedded engine, which a process can do once.
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    // Patience for a machine many times slower: what passes does not wait for it.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    env: { UV_THREADPOOL_SIZE: '24', TZ: 'UTC' },
    globalSetup: ['test/support/templates-of-run.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    include: ['src/**/*.test.ts', 'etl/**/*.test.ts', 'seed/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', ...(process.env.TENURE_LONG_TESTS ? [] : ['test/long/**'])],
  },
});
