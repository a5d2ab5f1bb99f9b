import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readCsv } from './analyse-csv.js';

async function fileWith(text: string): Promise<string> {
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'tenure-csv-')), 'table.csv');
  await writeFile(file, text);
  return file;
}

it('reads numbers, categories and missing values, quoted cells and a byte order mark', async () => {
  const table = await readCsv(await fileWith('\uFEFFplan,"fee, CNY",months\r\n"a ""b""",1.5,\r\nc, 2 ,3\r\n,NA,4\r\n'));
  expect(table.rowCount).toBe(3);
  expect(table.columns).toEqual([
    { kind: 'category', name: 'plan', levels: ['a "b"', 'c'], codes: Int32Array.of(0, 1, -1) },
    { kind: 'number', name: 'fee, CNY', values: Float64Array.of(1.5, 2, Number.NaN) },
    { kind: 'number', name: 'months', values: Float64Array.of(Number.NaN, 3, 4) },
  ]);
});

it('takes semicolons and tabs where the header has no comma', async () => {
  const table = await readCsv(await fileWith('a;b\n1;x\n'));
  expect(table.columns.map((column) => [column.name, column.kind])).toEqual([
    ['a', 'number'],
    ['b', 'category'],
  ]);
});

it.each([
  ['an empty file', ''],
  ['a header alone', 'a,b\n'],
  ['a short row', 'a,b\n1\n'],
  ['a column twice', 'a,a\n1,2\n'],
  ['an open quote', 'a,b\n"1,2\n'],
])('refuses %s', async (_, text) => {
  await expect(readCsv(await fileWith(text))).rejects.toMatchObject({ kind: 'SOURCE' });
});

it('refuses a file that is not there', async () => {
  await expect(readCsv('/nowhere/at/all.csv')).rejects.toMatchObject({ kind: 'SOURCE' });
});
