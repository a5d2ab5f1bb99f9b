import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { openTestDoor, PASSWORD } from '../test/support/sql/test-door.js';
import { freshSnapshots } from './fresh-snapshots.js';
import { fillSsb, SCALE_1_ROWS } from './ssb/data.js';
import { overTable, overView, SSB_QUERIES } from './ssb/queries.js';
import { median } from './timing.js';

// The 13 queries of the Star Schema Benchmark on one flat table at scale 1: through the SQL door, as SQL on the same engine,
// and on DuckDB, one thread each, in turns. Every run at the door is of a new snapshot, so that no kept answer serves.
const rows = Number(process.env.BENCH_ROWS ?? SCALE_1_ROWS);
const RUNS = 9;
const fresh = freshSnapshots();
const test = await openTestDoor(
  {},
  {
    modelDir: path.join(import.meta.dirname, 'ssb', 'model'),
    gate: fresh.gate,
    prepare: (warehouse) => fillSsb(warehouse, rows),
  },
);
const { warehouse } = test.small;
const door = new pg.Client({
  host: '127.0.0.1',
  port: test.door.port,
  user: 'admin',
  password: PASSWORD,
  database: 'tenure',
});
await door.connect();
const duck = await openDuck();

console.log(`${rows} lines; p50 of ${RUNS} in ms; door within 1.3 times the engine or 6 ms more`);
console.log('query    door  engine  DuckDB  door/engine  more   rows');
let slow = 0;
for (const query of SSB_QUERIES) {
  const overDoor = { name: query.name, text: overView(query), rowMode: 'array' as const };
  const onEngine = { text: overTable(query, 'ssb.lineorder_flat') };
  const onDuck = overTable(query, 'lineorder_flat');
  const askDoor = async () => {
    fresh.next();
    return (await door.query(overDoor)).rows as unknown[][];
  };
  const askEngine = async () => (await warehouse.query(onEngine)).rows;
  const askDuck = async () => (await duck.runAndReadAll(onDuck)).getRowsJson();
  const answers = [await askDoor(), await askEngine(), await askDuck()].map(asText);
  if (answers.some((answer) => answer !== answers[0]))
    throw new Error(`${query.name}: the answers differ\n${answers.map((answer) => answer.slice(0, 400)).join('\n')}`);
  const times = { door: [] as number[], engine: [] as number[], duck: [] as number[] };
  for (let run = 0; run < RUNS + 2; run++) {
    for (const [name, ask] of [
      ['door', askDoor],
      ['engine', askEngine],
      ['duck', askDuck],
    ] as const) {
      const started = performance.now();
      await ask();
      if (run >= 2) times[name].push(performance.now() - started);
    }
  }
  const [d, e, k] = [median(times.door), median(times.engine), median(times.duck)];
  const within = d <= Math.max(e * 1.3, e + 6);
  if (!within) slow++;
  console.log(
    `${query.name}  ${d.toFixed(1).padStart(7)} ${e.toFixed(1).padStart(7)} ${k.toFixed(1).padStart(7)} ${(d / e).toFixed(2).padStart(12)} ${(d - e).toFixed(1).padStart(5)} ${String(answers[0]?.split('\n').length).padStart(6)}${within ? '' : '  over'}`,
  );
}
console.log(
  slow === 0 ? 'all 13 within the bound; all answers equal' : `${slow} of 13 over the bound; all answers equal`,
);
await door.end();
await test.close();
process.exit(0);

/** The same table in DuckDB, in memory, brought over as Parquet. */
async function openDuck() {
  const file = path.join(tmpdir(), `tenure-ssb-${process.pid}.parquet`);
  await warehouse.command({ text: `INSERT INTO FUNCTION file('${file}', 'Parquet') SELECT * FROM ssb.lineorder_flat` });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('SET threads = 1');
  // Sums of products of DuckDB's narrow types would overflow.
  await connection.run(
    `CREATE TABLE lineorder_flat AS SELECT * REPLACE (lo_extendedprice::BIGINT AS lo_extendedprice, lo_revenue::BIGINT AS lo_revenue,
       lo_supplycost::BIGINT AS lo_supplycost) FROM read_parquet('${file}')`,
  );
  rmSync(file);
  return connection;
}

/** Rows in their order, except that equal sums leave it open: sorted, numbers and texts as text. */
function asText(answer: readonly (readonly unknown[])[]): string {
  return answer
    .map((row) => row.map(String).join(' | '))
    .sort()
    .join('\n');
}
