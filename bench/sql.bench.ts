import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { RawClient } from '../test/support/sql/raw-client.js';
import { openTestDoor, PASSWORD } from '../test/support/sql/test-door.js';
import { freshSnapshots } from './fresh-snapshots.js';
import { median } from './timing.js';

// The SQL door over 1 M customer-months: a grouped question beside the same SQL on the engine, a million rows streamed in
// text format, and what idle sessions cost. Ratios of one run count, not this machine's milliseconds.
const readSchema = z.object({ rows: z.number(), bytes: z.number(), seconds: z.number() });
const customers = Number(process.env.BENCH_CUSTOMERS ?? 115_000);
const fresh = freshSnapshots();
const test = await openTestDoor({}, { size: [customers, 13], gate: fresh.gate });
const { port } = test.door;
const client = new pg.Client({ host: '127.0.0.1', port, user: 'analyst', password: PASSWORD, database: 'tenure' });
await client.connect();

try {
  await grouped();
  await streamed();
  await idle();
} finally {
  await client.end();
  await test.close();
}
process.exit(0);

/** The same statement with new data each time: its plan is known, and no kept answer serves. */
async function grouped(): Promise<void> {
  const text = 'select tier, measure(churn_rate), sum(revenue) from churn where plan <> $1 group by tier order by tier';
  const { receipt } = await test.semantic.ask(
    {
      view: 'churn',
      dimensions: [{ name: 'tier' }],
      measures: [{ name: 'churn_rate' }, { name: 'revenue' }],
      filters: [{ member: 'plan', operator: 'notEquals', values: ['P1'] }],
      order: [{ by: 'tier', direction: 'asc' }],
    },
    { user: 'bench', groups: ['analyst'], provinces: [], accountManagers: [] },
  );
  const statement = { text: receipt.sql ?? '', params: { p0: 'P1' } };
  const [door, engine]: [number[], number[]] = [[], []];
  for (let run = 0; run < 60; run++) {
    fresh.next();
    const first = performance.now();
    await client.query({ name: 'grouped', text, values: ['P1'] });
    const second = performance.now();
    await test.small.warehouse.query(statement);
    const third = performance.now();
    if (run < 10) continue;
    door.push(second - first);
    engine.push(third - second);
  }
  const [overDoor, onEngine] = [median(door), median(engine)];
  console.log(
    `grouped question, p50 of 50: door ${overDoor.toFixed(1)} ms, engine ${onEngine.toFixed(1)} ms, ${(overDoor / onEngine).toFixed(2)} times, ${(overDoor - onEngine).toFixed(1)} ms more`,
  );
}

async function streamed(): Promise<void> {
  const before = rssMb();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, rssMb());
  }, 20);
  for (let run = 0; run < 5; run++) {
    const { rows, bytes, seconds } = await readElsewhere(
      'select month, province, tier, revenue from churn limit 1000000',
    );
    console.log(
      `streamed ${rows} rows × 4 in text: ${seconds.toFixed(2)} s, ${(rows / seconds / 1e6).toFixed(2)} M rows/s, ${(bytes / 1e6).toFixed(0)} MB; server's resident memory ${before.toFixed(0)} → at most ${highest.toFixed(0)} MB`,
    );
  }
  clearInterval(watch);
}

/** The statement's rows counted by a client in a process of its own. */
async function readElsewhere(sql: string): Promise<z.infer<typeof readSchema>> {
  const reader = path.join(import.meta.dirname, 'row-reader.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    reader,
    String(port),
    'analyst',
    PASSWORD,
    sql,
  ]);
  return readSchema.parse(JSON.parse(stdout));
}

async function idle(): Promise<void> {
  const count = 200;
  const before = rssMb() + postgresMb();
  const sessions: RawClient[] = [];
  for (let at = 0; at < count; at++) sessions.push(await RawClient.connect(port, 'analyst', PASSWORD, 'tenure'));
  const after = rssMb() + postgresMb();
  console.log(
    `${count} idle sessions: ${(after - before).toFixed(0)} MB (proportional memory of Postgres and this process, clients included)`,
  );
  for (const session of sessions) session.close();
}

function rssMb(): number {
  return process.memoryUsage.rss() / 1e6;
}

/** Proportional set size of the Postgres processes: shared memory counted once. */
function postgresMb(): number {
  const children = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8')
    .trim()
    .split(' ');
  let total = 0;
  const visit = (pid: string): void => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      total += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1000;
      for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' '))
        if (child) visit(child);
    } catch {
      // The process has ended in the meantime.
    }
  };
  for (const pid of children) if (pid) visit(pid);
  return total;
}
