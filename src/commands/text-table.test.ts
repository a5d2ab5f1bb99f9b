import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { queryBind } from 'chdb';
import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { readTextTable } from './text-table.js';

const directory = mkdtempSync(path.join(os.tmpdir(), 'tenure-text-table-'));
const records = [
  { 客户: '张三', fee: '1,5', note: '' },
  { 客户: '李四', fee: '20', note: 'a "b"' },
  { 客户: '王五', fee: '3', note: 'line' },
];
const lines = records.map((one) => JSON.stringify(one)).join('\n');

function write(name: string, content: string | Buffer): string {
  const file = path.join(directory, name);
  writeFileSync(file, content);
  return file;
}

function csv(separator: string, above = ''): string {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = [Object.keys(records[0] ?? {}), ...records.map((one) => Object.values(one))];
  return above + rows.map((cells) => cells.map(cell).join(separator)).join('\r\n');
}

function parquet(): string {
  const to = path.join(directory, 'rows.parquet');
  const from = write('for-parquet.jsonl', lines);
  const query = "INSERT INTO FUNCTION file({to:String}, 'Parquet') SELECT * FROM file({from:String}, 'JSONEachRow')";
  queryBind(query, { to, from }, 'CSV');
  return to;
}

it.each([
  ['semicolons', () => write('a.csv', csv(';'))],
  ['bars, packed', () => write('a.csv.gz', gzipSync(csv('|')))],
  ['tabs in UTF-16', () => write('b.csv', iconv.encode(csv('\t'), 'utf-16'))],
  ['GBK', () => write('c.csv', iconv.encode(csv(','), 'gbk'))],
  ['a title above the header', () => write('d.csv', csv(',', 'Customers of March\r\n\r\n'))],
  ['JSON lines', () => write('e.jsonl', lines)],
  ['JSON lines, packed', () => write('e.jsonl.gz', gzipSync(lines))],
  ['a JSON list', () => write('f.json', `[${lines.replaceAll('\n', ',')}]`)],
  ['Parquet', parquet],
])('reads %s as texts', async (_, make) => {
  const { rowCount, columns } = await readTextTable(make());
  const read = columns.map((column) =>
    column.kind === 'category' ? Array.from(column.codes, (code) => column.levels[code] ?? '') : [],
  );
  expect(rowCount).toBe(3);
  expect(columns.map(({ name }) => name)).toEqual(['客户', 'fee', 'note']);
  expect(read).toEqual([records.map((one) => one.客户), records.map((one) => one.fee), records.map((one) => one.note)]);
});

it('gives a record without a column no value there', async () => {
  const { columns } = await readTextTable(write('g.jsonl', '{"a":1}\n{"b":2}\n'));
  expect(columns).toMatchObject([
    { name: 'a', codes: Int32Array.of(0, -1) },
    { name: 'b', codes: Int32Array.of(-1, 0) },
  ]);
});

it.each([
  ['nothing', ''],
  ['a header alone', 'a,b\n'],
  ['a short row', 'a,b,c\n1,2,3\n1\n'],
  ['a column twice', 'a,a\n1,2\n'],
  ['bytes that are no text', Buffer.from([1, 0, 2, 3, 0, 200, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])],
])('refuses %s', async (name, content) => {
  await expect(readTextTable(write(`${name}.csv`, content))).rejects.toMatchObject({ kind: 'SOURCE' });
});

it('refuses a directory, and a file that is not there', async () => {
  await expect(readTextTable(directory)).rejects.toMatchObject({ kind: 'SOURCE' });
  await expect(readTextTable('/nowhere/at/all.csv')).rejects.toMatchObject({ kind: 'SOURCE' });
});
