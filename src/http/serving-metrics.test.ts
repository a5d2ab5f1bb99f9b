import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PROJECT_ROOT } from '../config/config.js';
import { feedMetrics } from './feed-metrics.js';
import { httpMetrics } from './metrics.js';
import { type ServingFigures, servingMetrics } from './serving-metrics.js';

const RULES = path.join(PROJECT_ROOT, 'ops', 'tenure-alerts.yml');
const DASHBOARD = path.join(PROJECT_ROOT, 'ops', 'tenure-dashboard.json');
const away = () => Promise.reject(new Error('away'));

const figures: ServingFigures = {
  sqlSessions: () => 3,
  publishedAt: async () => '2026-01-01T00:00:00Z',
  readiness: async () => ({ ready: false, parts: { disk: 'full', store: 'ok' } }),
  disk: async () => ({ freeBytes: 5, totalBytes: 10 }),
  lanes: () => [{ lane: 'batch', running: 1, finished: 4, failed: 2, seconds: 1.5 }],
  questionsInWork: () => 7,
  store: async () => ({
    runs: { published: 4, failed: 1 },
    rowsIn: 100,
    rowsQuarantined: 2,
    lastPublishedAt: 1767225600,
    lastFailedAt: null,
    pageSessions: 6,
    failingSchedules: 1,
  }),
};

async function told(changed: Partial<ServingFigures> = {}) {
  const registry = new Registry();
  const events = servingMetrics(registry, { ...figures, ...changed });
  events.question({ door: 'sql', durationMs: 20, cached: true, error: null });
  events.question({ door: 'sql', durationMs: 20, cached: false, error: 'TIMEOUT' });
  events.signIn('page', 'failed');
  const text = await registry.metrics();
  const valueOf = (name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1);
  return { registry, text, valueOf };
}

it('tell what is served, to whom, and on what', async () => {
  const { valueOf } = await told();
  expect(valueOf('tenure_snapshot_published_timestamp_seconds')).toBe('1767225600');
  expect(valueOf('tenure_ready')).toBe('0');
  expect(valueOf('tenure_part_state{part="disk",state="full"}')).toBe('1');
  expect(valueOf('tenure_disk_free_bytes')).toBe('5');
  expect(valueOf('tenure_warehouse_statements_running{lane="batch"}')).toBe('1');
  expect(valueOf('tenure_warehouse_statements_total{lane="batch"}')).toBe('4');
  expect(valueOf('tenure_load_runs{state="failed"}')).toBe('1');
  expect(valueOf('tenure_load_rows_quarantined')).toBe('2');
  expect(valueOf('tenure_load_last_failed_timestamp_seconds')).toBeUndefined();
  expect(valueOf('tenure_page_sessions')).toBe('6');
  expect(valueOf('tenure_questions_in_work')).toBe('7');
  expect(valueOf('tenure_questions_cached_total{door="sql"}')).toBe('1');
  expect(valueOf('tenure_question_duration_seconds_count{door="sql",outcome="TIMEOUT"}')).toBe('1');
  expect(valueOf('tenure_sign_ins_total{door="page",outcome="failed"}')).toBe('1');
});

it('tell the others where one cannot be had', async () => {
  const { valueOf } = await told({ publishedAt: away, store: away, readiness: away });
  expect(valueOf('tenure_sql_sessions')).toBe('3');
  expect(valueOf('tenure_snapshot_published_timestamp_seconds')).toBeUndefined();
  expect(valueOf('tenure_page_sessions')).toBeUndefined();
});

/** Names of the server's own metrics in a text; those of the process come from prom-client. */
function ours(text: string): string[] {
  return [...new Set(text.match(/\btenure_[a-z_]+/g) ?? [])].map((name) => name.replace(/_(bucket|count|sum)$/, ''));
}

describe('alert rules and dashboard', () => {
  it('speak of metrics that there are', async () => {
    const { registry } = await told();
    httpMetrics(registry, []);
    feedMetrics(registry, { feeds: async () => [] });
    const known = new Set(registry.getMetricsAsArray().map(({ name }) => name));
    const rules = readFileSync(RULES, 'utf8').match(/expr: [\s\S]*?(?=\n {8}\w)/g) ?? [];
    expect(rules.length).toBeGreaterThan(10);
    const dashboard = z
      .object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })) })
      .parse(JSON.parse(readFileSync(DASHBOARD, 'utf8')));
    const asked = [...rules, ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))];
    expect(asked.flatMap(ours).filter((name) => !known.has(name))).toEqual([]);
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  it.skipIf(!promtool)('pass promtool (Debian package prometheus)', async () => {
    const checked = execFileSync('promtool', ['check', 'rules', RULES], { encoding: 'utf8' });
    expect(checked).toMatch(/SUCCESS: \d+ rules found/);
    const { registry } = await told();
    httpMetrics(registry, []);
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await registry.metrics(),
      encoding: 'utf8',
    });
    expect(stderr.split('\n').filter((line) => line.startsWith('tenure_'))).toEqual([]);
    expect([0, 3]).toContain(status);
  });
});
