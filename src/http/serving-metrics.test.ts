import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { servingMetrics } from './serving-metrics.js';

it('tell sessions and the age of the data, and the one where the other cannot be had', async () => {
  const registry = new Registry();
  let fails = false;
  servingMetrics(registry, {
    sqlSessions: () => 3,
    publishedAt: async () => {
      if (fails) throw new Error('away');
      return '2026-01-01T00:00:00Z';
    },
  });
  expect(await registry.metrics()).toMatch(/^tenure_snapshot_published_timestamp_seconds 1767225600$/m);
  fails = true;
  const without = await registry.metrics();
  expect(without).toMatch(/^tenure_sql_sessions 3$/m);
  expect(without).not.toMatch(/^tenure_snapshot_published_timestamp_seconds \d/m);
});
