import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';

let engines: LoadEngines;
let source: string;
let calls: string;
beforeAll(async () => {
  engines = await openLoadEngines();
  source = write(
    'bills.yml',
    `source: bills
format: csv
columns: [who, number, month, amount]
loads:
  - into: bill
    map: { customer_id: who, bill_number: number, month: month, charged: amount }
  - into: customer
    map: { customer_id: who, effective_on: month, joined_on: month }
`,
  );
  calls = write(
    'calls.yml',
    `source: calls
format: csv
columns: [who, at, minutes]
loads:
  - into: usage
    aggregate: sum
    map: { customer_id: who, date: at, service: "'voice'", minutes: minutes }
`,
  );
});
afterAll(() => engines?.close());
beforeEach(() => engines.empty());

function write(name: string, text: string): string {
  const file = path.join(engines.directory, name);
  writeFileSync(file, text);
  return file;
}
const bills = (name: string, ...rows: string[]) => write(name, `who,number,month,amount\n${rows.join('\n')}\n`);
const load = (file: string, newVersion = false) => engines.etl.run({ source, files: [file], newVersion });

describe('etl undo', () => {
  it('takes a wrong file out whole, tells it, and may be asked twice; the file can be loaded again', async () => {
    await load(bills('a.csv', 'A,1,2024-01-01,5', 'B,2,2024-02-01,6'));
    const before = await fingerprint(engines);
    const wrong = bills('wrong.csv', 'A,1,2024-01-01,3', 'C,3,2024-03-01,7');
    const run = await load(wrong);
    const after = await fingerprint(engines);
    const undone = await engines.etl.undo({ run: run.runId });
    expect(undone).toMatchObject({ state: 'published', notes: [] });
    expect(await fingerprint(engines)).toEqual(before);
    expect(Number(undone.snapshotId)).toBe(Number(run.snapshotId) + 1);
    const [latest, of] = await engines.etl.status();
    expect(latest).toMatchObject({ runId: undone.runId, undoes: run.runId });
    expect(of).toMatchObject({ runId: run.runId, state: 'undone' });
    expect(await engines.etl.undo({ run: run.runId })).toMatchObject({ state: 'unchanged' });
    expect((await engines.gate.current()).id).toBe(undone.snapshotId);
    expect(await load(wrong)).toMatchObject({ state: 'published' });
    expect(await fingerprint(engines)).toEqual(after);
  });

  it('brings back what it had replaced, whatever became of the file', async () => {
    const file = bills('a.csv', 'A,1,2024-01-01,5', 'B,2,2024-02-01,6');
    await load(file);
    const before = await fingerprint(engines);
    const run = await load(bills('a.csv', 'A,1,2024-01-01,50'), true);
    expect(await fingerprint(engines)).not.toEqual(before);
    await engines.etl.undo({ run: run.runId });
    expect(await fingerprint(engines)).toEqual(before);
    expect((await engines.etl.lineage('B', '2024-02')).files.map(({ name }) => name)).toContain('a.csv');
    // The name stands for its earlier content again.
    await expect(load(bills('a.csv', 'A,1,2024-01-01,51'))).rejects.toMatchObject({
      message: expect.stringContaining('--new-version'),
    });
    await load(file, true);
    await expect(engines.etl.undo({ run: run.runId })).resolves.toMatchObject({ state: 'unchanged' });
  });

  it('brings back the rows of another mapping of the same file', async () => {
    const file = bills('a.csv', 'A,1,2024-01-01,5');
    await load(file);
    const before = await fingerprint(engines);
    const doubled = write(
      'doubled.yml',
      readFileSync(source, 'utf8').replace('charged: amount', 'charged: toInt64OrNull(amount) * 2'),
    );
    const run = await engines.etl.run({ source: doubled, files: [file], newVersion: true });
    expect(await engines.rows('SELECT toString(charged) FROM tenure.fact_bill')).toEqual([['10']]);
    await engines.etl.undo({ run: run.runId });
    expect(await fingerprint(engines)).toEqual(before);
  });

  it('goes back step by step, and refuses a step out of turn', async () => {
    await load(bills('a.csv', 'A,1,2024-01-01,5'));
    const first = await fingerprint(engines);
    const second = await load(bills('a.csv', 'A,1,2024-01-01,6'), true);
    const third = await load(bills('a.csv', 'A,1,2024-01-01,7'), true);
    await expect(engines.etl.undo({ run: second.runId })).rejects.toMatchObject({
      kind: 'BAD_REQUEST',
      message: expect.stringContaining(third.runId),
    });
    await engines.etl.undo({ run: third.runId });
    await engines.etl.undo({ run: second.runId });
    expect(await fingerprint(engines)).toEqual(first);
  });

  it('leaves a content that another name holds, and says so', async () => {
    const run = await load(bills('a.csv', 'A,1,2024-01-01,5'));
    await load(bills('copy.csv', 'A,1,2024-01-01,5'));
    const before = await fingerprint(engines);
    expect(await engines.etl.undo({ run: run.runId })).toMatchObject({
      notes: [expect.stringMatching(/a\.csv.*copy\.csv/)],
    });
    expect(await fingerprint(engines)).toEqual(before);
    expect(await load(bills('a.csv', 'A,1,2024-01-01,5'))).toMatchObject({ state: 'unchanged' });
  });

  it('takes calls out of their sum, and puts replaced ones in again', async () => {
    const run = (name: string, rows: string, newVersion = false) =>
      engines.etl.run({ source: calls, files: [write(name, `who,at,minutes\n${rows}\n`)], newVersion });
    await run('a.csv', 'A,2024-01-05,1\nA,2024-01-05,2');
    const one = await fingerprint(engines);
    const second = await run('b.csv', 'A,2024-01-05,4');
    const both = await fingerprint(engines);
    const corrected = await run('a.csv', 'A,2024-01-05,100', true);
    await engines.etl.undo({ run: corrected.runId });
    expect(await fingerprint(engines)).toEqual(both);
    await engines.etl.undo({ run: second.runId });
    expect(await fingerprint(engines)).toEqual(one);
  });

  it('does not bring back a person who was erased since', async () => {
    await load(bills('a.csv', 'A,1,2024-01-01,5', 'B,2,2024-01-01,6'));
    const run = await load(bills('a.csv', 'A,1,2024-01-01,7'), true);
    await engines.etl.erase({ customers: ['B'] });
    await engines.etl.undo({ run: run.runId });
    expect(await engines.rows('SELECT customer_id, toString(charged) FROM tenure.fact_bill')).toEqual([['A', '5']]);
  });

  it('of no run, or of one that loaded nothing, is refused', async () => {
    await expect(engines.etl.undo({ run: 'r1' })).rejects.toMatchObject({ kind: 'NOT_FOUND' });
    await expect(load(bills('bad.csv', 'A,1,never,5'))).rejects.toMatchObject({ kind: 'SOURCE' });
    const [failed] = await engines.etl.status();
    await expect(engines.etl.undo({ run: failed?.runId ?? '' })).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
  });
});
