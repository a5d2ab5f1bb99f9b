import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../config/config.js';
import { masksOf } from './masks.js';
import { modelSource, readModel } from './repository.js';
import { validateModel } from './validate.js';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function modelDir(files: Record<string, string>): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'tenure-model-'));
  made.push(directory);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text);
  }
  return directory;
}

const check = async (files: Record<string, string>) => validateModel(await readModel(modelDir(files)));

describe('a wrong model names file and line', () => {
  it.each([
    [{ 'cubes/a.yml': 'cubes:\n  - name: a\n   sql_table: x\n' }, /cubes\/a\.yml:\d+: /],
    [{ 'a.yml': '- 1\n' }, /a\.yml:1: /],
    [{ 'a.yml': 'cubes: 3\n' }, /a\.yml:1: /],
    [{ 'a.js': 'cube(`a`, {})\n' }, /a\.js: .*YAML/],
    [{}, /no model/],
    [
      {
        'a.yml':
          'cubes:\n  - name: a\n    sql_table: t\n    measures:\n      - name: r\n        type: sum\n        sql: x\n        rolling_window: {trailing: 7 day}\n',
      },
      /^a\.yml:5: this rolling_window/,
    ],
    [
      {
        'a.yml':
          'cubes:\n  - name: a\n    sql_table: t\n    measures:\n      - {name: r, type: number, multi_stage: true, sql: "{x}", time_shift: [{interval: 1 year, type: next}]}\n',
      },
      /^a\.yml:5: this time_shift/,
    ],
    [{ 'a.yml': '# one\ncubes:\n  - name: a\n    calendar: true\n    sql_table: t\n' }, /^a\.yml:3: calendar/],
    [{ 'a.yml': 'cubes:\n  - name: a\n    sql_table: t\n    data_source: lake\n' }, /^a\.yml:2: data source lake/],
    [
      { 'a.yml': 'cubes:\n  - {name: a, sql_table: t}\n', 'b.yml': 'cubes:\n  - {name: a, sql_table: t}\n' },
      /^b\.yml:2: a is defined in a\.yml:2/,
    ],
    [{ 'v.yml': 'views:\n  - name: v\n    cubes: [{join_path: nowhere, includes: "*"}]\n' }, /^v\.yml:2: .*nowhere/],
    [
      {
        'a.yml':
          'cubes:\n  - name: a\n    sql_table: t\n    measures:\n      - {name: p, type: number, sql: "{m}", meta: {period: {kind: previous, of: m}}}\n      - {name: m, type: sum, sql: x}\n',
        'v.yml': 'views:\n  - name: v\n    cubes: [{join_path: a, includes: [p]}]\n',
      },
      /^v\.yml:2: v includes p but not m/,
    ],
  ])('%j', async (files, message) => {
    await expect(check(files as Record<string, string>)).rejects.toMatchObject({
      kind: 'MODEL',
      message: expect.stringMatching(message),
    });
  });

  it("accepts this project's own model", async () => {
    await expect(readModel(`${PROJECT_ROOT}/model`).then(validateModel)).resolves.toBeUndefined();
  });
});

describe('what Cube compiles', () => {
  it('has a policy on whatever shows, and no pre-aggregations', async () => {
    const files = await readModel(
      modelDir({
        'a.yml':
          'cubes:\n  - {name: a, sql_table: t, pre_aggregations: [{name: p}]}\n  - {name: b, sql_table: t, public: false}\n',
        'v.yml': 'views:\n  - {name: v, cubes: [{join_path: a, includes: "*"}]}\n',
      }),
    );
    const [a, v] = modelSource(files, []).files.map(({ content }) => content);
    expect(a).toContain('group: admin');
    expect(a).not.toContain('pre_aggregations');
    expect(a?.match(/access_policy/g)).toHaveLength(1);
    expect(v).toContain('group: admin');
  });

  it('adds declared attributes where the model asks for them, once, personal ones under the view policies', async () => {
    const files = await readModel(
      modelDir({
        'a.yml':
          'cubes:\n  - {name: a, sql_table: t, public: false, meta: {attributes: true}, dimensions: [{name: own, sql: x, type: string}]}\n',
        'v.yml':
          'views:\n  - name: v\n    meta: {attributes: true}\n    cubes: [{join_path: a, includes: [own]}]\n    access_policy:\n      - group: admin\n      - group: executive\n        member_level: {includes: "*", excludes: []}\n      - group: analyst\n        member_level: {includes: "*", excludes: []}\n        member_masking: {includes: []}\n',
      }),
    );
    const attribute = (name: string, personal: boolean) => ({
      name,
      type: 'text' as const,
      titleEn: name,
      titleZh: name,
      descriptionEn: '',
      descriptionZh: '',
      personal,
    });
    const source = modelSource(files, [
      attribute('own', false),
      attribute('contract', false),
      attribute('id_number', true),
    ]);
    expect(source.files[0]?.content.match(/name: own/g)).toHaveLength(1);
    expect(source.files[0]?.content).toContain(
      "if({CUBE}.text_attributes['contract'] = '', 'Unknown', {CUBE}.text_attributes['contract'])",
    );
    expect(source.files[1]?.content).toMatch(/includes:\s+- own\s+- contract\s+- id_number/);
    expect(source.masks.isMasked(['analyst'], 'v', 'id_number')).toBe(true);
    expect(source.masks.isMasked(['analyst'], 'v', 'contract')).toBe(false);
    expect(source.masks.isMasked(['admin'], 'v', 'id_number')).toBe(false);
    expect(source.masks.isMasked(['admin', 'analyst'], 'v', 'id_number')).toBe(false);
    expect(source.version).not.toBe(modelSource(files, []).version);
  });

  it('a policy for everybody masks for everybody', () => {
    const masks = masksOf([
      {
        views: [
          {
            name: 'v',
            access_policy: [{ group: '*', member_masking: { includes: '*' }, member_level: { includes: [] } }],
          },
        ],
      },
    ]);
    expect(masks.isMasked([], 'v', 'anything')).toBe(true);
  });
});
