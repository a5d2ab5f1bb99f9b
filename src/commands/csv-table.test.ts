import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readCsv } from './csv-table.js';

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

it('says of a directory, of what is no text and of a row without end what they are', async () => {
  const refusal = async (content: string | Buffer) => {
    const file = await fileWith('');
    await writeFile(file, content);
    return readCsv(file).catch((error: Error) => error.message);
  };
  await expect(readCsv(os.tmpdir())).rejects.toMatchObject({
    kind: 'SOURCE',
    message: expect.stringMatching(/it is a directory/),
  });
  expect(await refusal(gzipSync('a,b\n1,2\n'))).toMatch(/not text in UTF-8/);
  expect(await refusal(Buffer.from('a,b\n1,2\n', 'utf16le'))).toMatch(/not text in UTF-8/);
  expect(await refusal(Buffer.from([0xb5, 0xd8, 0xc7, 0xf8, 0x2c, 0x61, 0x0a]))).toMatch(/not text in UTF-8/);
  expect(await refusal(`a,b\n${'x'.repeat(2 << 20)},2\n`)).toMatch(/a row is longer than 1 MB/);
});

it('takes a character that lies across the end of what is looked at first', async () => {
  const name = `${'x'.repeat(65_534)}家`;
  expect((await readCsv(await fileWith(`${name},b\n1,2\n`))).columns[0]?.name).toBe(name);
});
