import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fingerprint, type LoadEngines, openLoadEngines } from '../support/load-engines.js';

// Any split into files, any order and any repetition of them, in one run or many, gives the same warehouse: with late facts,
// late and out-of-order statements about customers, customers known only from their bills, and equal rows in several files.
const RUNS = 12;
const SOURCE = `source: mixed
format: jsonl
columns: [what, id, number, day, joined, plan, kind, amount]
attributes:
  - { name: contract, type: text, title: { en: Contract, zh: 合约 } }
min_rows: 0
loads:
  - into: customer
    where: what = 'customer'
    map: { customer_id: id, effective_on: day, joined_on: joined, plan_code: plan }
    attributes: { contract: kind }
  - into: bill
    where: what = 'bill'
    map: { customer_id: id, bill_number: number, month: day, charged: amount, recurring_charge: amount, due_on: "'2024-02-20'" }
  - into: payment
    where: what = 'payment'
    map: { customer_id: id, payment_number: number, paid_on: day, bill_month: day, amount: amount }
  - into: event
    where: what = 'event'
    map: { customer_id: id, event_number: number, kind: kind, occurred_at: day }
`;

let engines: LoadEngines;
let source: string;
beforeAll(async () => {
  engines = await openLoadEngines();
  source = path.join(engines.directory, 'mixed.yml');
  writeFileSync(source, SOURCE);
});
afterAll(() => engines?.close());

const id = fc.constantFrom('A', 'B', 'C');
const day = fc
  .integer({ min: 0, max: 120 })
  .map((after) => new Date(Date.UTC(2024, 0, 1 + after)).toISOString().slice(0, 10));
const amount = fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2));
const row = fc.oneof(
  fc.record({
    what: fc.constant('customer'),
    id,
    day,
    joined: day,
    plan: fc.constantFrom('P', 'Q'),
    kind: fc.constantFrom('x', 'y'),
  }),
  fc.record({ what: fc.constant('bill'), id, number: fc.constantFrom('1', '2', '3', '4'), day, amount }),
  fc.record({ what: fc.constant('payment'), id, number: fc.constantFrom('1', '2', '3'), day, amount }),
  fc.record({
    what: fc.constant('event'),
    id,
    number: fc.constantFrom('1', '2', '3'),
    day,
    kind: fc.constantFrom('join', 'churn', 'suspension'),
  }),
);
const loads = fc.record({
  rows: fc.array(row, { minLength: 5, maxLength: 40 }),
  /** Which of four files a row goes to, and whether it goes to another as well. */
  places: fc.array(fc.record({ file: fc.nat(3), also: fc.option(fc.nat(3), { freq: 4 }) }), {
    minLength: 40,
    maxLength: 40,
  }),
  order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }),
  /** How many files each run takes. */
  runs: fc.constantFrom([4], [1, 3], [2, 2], [1, 1, 1, 1]),
  repeated: fc.nat(3),
});

let sets = 0;

async function loaded(files: readonly (readonly string[])[], runs: readonly number[], repeat?: number) {
  await engines.empty();
  const directory = path.join(engines.directory, `set-${sets++}`);
  mkdirSync(directory);
  const paths = files.map((lines, index) => {
    const file = path.join(directory, `${index}.jsonl`);
    writeFileSync(file, lines.join('\n'));
    return file;
  });
  const filled = paths.filter((_, index) => (files[index]?.length ?? 0) > 0);
  let from = 0;
  for (const size of runs) {
    const chosen = filled.slice(from, from + size);
    from += size;
    if (chosen.length > 0) await engines.etl.run({ source, files: chosen });
  }
  if (repeat !== undefined) {
    const again = filled[repeat % filled.length];
    if (again) expect(await engines.etl.run({ source, files: [again] })).toMatchObject({ state: 'unchanged' });
  }
  return fingerprint(engines);
}

const versions = fc.record({
  rows: fc.array(row, { minLength: 6, maxLength: 24 }),
  /**
   * What happens: a file of three gets a content, which is a choice of the rows (as many of them in several files at once as
   * chance has it) or the very content that another file has.
   */
  steps: fc.array(
    fc.record({
      name: fc.nat(2),
      like: fc.option(fc.nat(2), { freq: 4 }),
      keeps: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
    }),
    { minLength: 2, maxLength: 4 },
  ),
});

it('any versions of the files, rows in several of them and copies included, give the warehouse of what they hold at last', async () => {
  await fc.assert(
    fc.asyncProperty(versions, async ({ rows, steps }) => {
      await engines.empty();
      const directory = path.join(engines.directory, `set-${sets++}`);
      mkdirSync(directory);
      const lines = rows.map((one) => JSON.stringify(one));
      const holds = new Map<number, readonly string[]>();
      for (const { name, like, keeps } of steps) {
        const chosen = lines.filter((_, index) => keeps[index]);
        const content = holds.get(like ?? -1) ?? (chosen.length > 0 ? chosen : lines.slice(0, 1));
        holds.set(name, content);
        const file = path.join(directory, `${name}.jsonl`);
        writeFileSync(file, content.join('\n'));
        await engines.etl.run({ source, files: [file], newVersion: true });
      }
      const versioned = await fingerprint(engines);
      expect(versioned).toEqual(await loaded([[...new Set([...holds.values()].flat())]], [1]));
    }),
    { numRuns: RUNS / 2, endOnFailure: true },
  );
}, 600_000);

it('any split, order and repetition of the files gives the same warehouse', async () => {
  await fc.assert(
    fc.asyncProperty(loads, async ({ rows, places, order, runs, repeated }) => {
      const lines = rows.map((one) => JSON.stringify(one));
      const files: string[][] = [[], [], [], []];
      lines.forEach((line, index) => {
        const { file, also } = places[index] ?? { file: 0, also: null };
        files[file]?.push(line);
        if (also !== null && also !== file) files[also]?.push(line);
      });
      const whole = await loaded([lines], [1]);
      const pieces = await loaded(
        order.map((index) => [...(files[index] ?? [])].reverse()),
        runs,
        repeated,
      );
      expect(pieces).toEqual(whole);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 600_000);
