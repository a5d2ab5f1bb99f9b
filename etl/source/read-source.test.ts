import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleSources } from '../../src/commands/sample.js';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { scratchDirectory } from '../../test/support/scratch.js';
import { readSource } from './read-source.js';

const directory = scratchDirectory();
const GOOD = [
  'source: x',
  'format: csv',
  'columns: [a, b]',
  'loads:',
  '  - into: channel',
  '    map:',
  '      channel_code: a',
  '      channel_en: b',
  '      channel_zh: b',
];

function read(lines: readonly string[]) {
  const file = path.join(directory, 'source.yml');
  writeFileSync(file, lines.join('\n'));
  return readSource(file);
}

const instead = (line: number, text: string) => GOOD.map((old, index) => (index + 1 === line ? text : old));

describe('a source file', () => {
  it('is read with its defaults', () => {
    expect(read(GOOD).spec).toMatchObject({ encoding: 'utf-8', separator: ',', max_bad_share: 0.05, min_rows: 1 });
  });

  it.each([
    ['an unknown setting', [...GOOD, 'colour: blue'], /source\.yml:\d+: .*colour/],
    ['an unknown format', instead(2, 'format: docx'), /source\.yml:2: format/],
    ['an unknown subject', instead(5, '  - into: galaxy'), /source\.yml:5: loads\.0\.into/],
    ['an unknown column of the warehouse', [...GOOD, '      size: b'], /source\.yml:10: channel has no column size/],
    ['a missing required column', GOOD.slice(0, 8), /source\.yml:7: channel needs channel_zh/],
    ['broken YAML', instead(3, 'columns: [a, b'), /source\.yml:\d+: /],
    [
      'a separator that GBK characters contain',
      [...GOOD, 'encoding: gbk', "separator: '|'"],
      /half of a GBK character/,
    ],
    [
      'an attribute that is not declared',
      [...GOOD, '    attributes:', '      colour: a'],
      /Only customer has attributes/,
    ],
    ['xml without its record', instead(2, 'format: xml'), /source\.yml:2: xml needs record/],
  ])('%s is refused with file and line', (_, lines, message) => {
    expect(() => read(lines)).toThrow(
      expect.objectContaining({ kind: 'SOURCE', message: expect.stringMatching(message) }),
    );
  });

  it('that cannot be read is named', () => {
    expect(() => readSource(path.join(directory, 'none.yml'))).toThrow(/none\.yml cannot be read/);
  });

  it('all of ours are good', () => {
    for (const file of [...sampleSources(), path.join(PROJECT_ROOT, 'etl/sources/ibm-telco.yml')])
      expect(readSource(file).spec.loads.length).toBeGreaterThan(0);
  });
});
