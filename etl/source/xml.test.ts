import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../test/support/scratch.js';
import { xmlToJsonLines } from './xml.js';

const directory = scratchDirectory();

async function records(xml: string | Buffer, name = 'x.xml') {
  const from = path.join(directory, name);
  const to = path.join(directory, 'x.jsonl');
  writeFileSync(from, xml);
  await xmlToJsonLines(from, 'contact', to);
  return readFileSync(to, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

const TWO =
  '<?xml version="1.0"?>\n<all>\n<contact number="1"><at>今天</at><note>a &amp; b</note></contact>\n<contact number="2"><at><![CDATA[<x>]]></at></contact>\n</all>';

describe('XML records', () => {
  it('have attributes and child elements as columns, and their line', async () => {
    const expected = [
      { number: '1', at: '今天', note: 'a & b', _line: 3 },
      { number: '2', at: '<x>', _line: 4 },
    ];
    expect(await records(TWO)).toEqual(expected);
    expect(await records(gzipSync(TWO), 'x.xml.gz')).toEqual(expected);
  });

  it.each([
    [
      'a document type',
      '<!DOCTYPE all [<!ENTITY e SYSTEM "file:///etc/passwd">]><all><contact><a>&e;</a></contact></all>',
    ],
    ['an unknown entity', '<all><contact><a>&lol;</a></contact></all>'],
    ['a torn file', TWO.slice(0, -20)],
    ['a record without end', `<all><contact><a>${'x'.repeat(2 << 20)}</a></contact></all>`],
  ])('%s is refused with the line', async (_, xml) => {
    await expect(records(xml)).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringMatching(/x\.xml:\d+: /),
    });
  });

  it('cut in the middle of a gzip member is refused', async () => {
    await expect(records(gzipSync(TWO).subarray(0, 60), 'x.xml.gz')).rejects.toMatchObject({ kind: 'SOURCE' });
  });
});
