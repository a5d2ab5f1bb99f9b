import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { namesOf } from './names.js';
import { readModel } from './repository.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tenure-names-'));
});
afterAll(() => rm(directory, { recursive: true }));

const factorsOf = async (text: string) => {
  await writeFile(path.join(directory, 'names.yml'), text);
  return namesOf(await readModel(directory)).factors;
};

it('a factor may say that its effect never turns back', async () => {
  expect(
    await factorsOf('factors:\n  arrears: {zh: 欠费, monotone: up}\n  discount: {monotone: down}\n  calls: {}\n'),
  ).toEqual([
    { code: 'arrears', name: { en: 'arrears', zh: '欠费' }, monotone: 'up' },
    { code: 'discount', name: { en: 'discount', zh: 'discount' }, monotone: 'down' },
    { code: 'calls', name: { en: 'calls', zh: 'calls' } },
  ]);
});

it.each(['sideways', 'true', '1'])('%s is no direction', async (direction) => {
  await expect(factorsOf(`factors:\n  arrears: {monotone: ${direction}}\n`)).rejects.toMatchObject({ kind: 'MODEL' });
});
