import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../test/support/scratch.js';
import { findFiles } from './files.js';
import { extractFromPostgres } from './postgres.js';
import { readSource } from './read-source.js';

const directory = scratchDirectory();

function source(more: string, format = 'csv') {
  const file = path.join(directory, 'feed', 'source.yml');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    `source: x\nformat: ${format}\n${more}columns: [a]\nloads:\n  - into: tier\n    map: { tier: a }\n`,
  );
  return readSource(file);
}

describe('what a source may read', () => {
  it('its own files lie in its folder, links and ways up included; others are named by the caller', async () => {
    const outside = path.join(directory, 'secret.csv');
    writeFileSync(outside, 'a\n1\n');
    const inside = source('files: [link.csv]\n');
    symlinkSync(outside, path.join(directory, 'feed', 'link.csv'));
    for (const one of [
      inside,
      source('files: [../secret.csv]\n'),
      source(`files: [${outside}]\n`),
      source('files: [../*.csv]\n'),
    ])
      await expect(findFiles(one, { files: [] })).rejects.toMatchObject({ kind: 'SOURCE' });
    expect(await findFiles(inside, { files: [outside] })).toMatchObject([{ name: 'secret.csv' }]);
    expect(await findFiles(source('files: [secret.csv]\n'), { files: [], directory })).toHaveLength(1);
  });

  it.each([
    'postgres://u@10.1.2.3/db',
    'postgres://u@169.254.169.254:80/db',
    'postgres://u@localhost/db?host=evil.example.com',
    'postgres://u@good.example.com:1/db',
  ])('the host of %s is refused by name unless it is listed', async (url) => {
    const one = source(`url: ${url}\nquery: select 1 as a\n`, 'postgres');
    await expect(extractFromPostgres(one, directory, ['good.example.com:5432'])).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringMatching(/source\.yml:3: .*TENURE_SOURCE_HOSTS/),
    });
  });
});
