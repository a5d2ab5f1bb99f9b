import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../../config/config.js';
import { TenureError } from '../../errors/errors.js';
import { META_KEYS } from './member-notes.js';
import { readChecked } from './read-checked.js';

/** The problems or warnings of a model directory. */
async function findings(directory: string): Promise<{ problems: readonly string[]; warnings: readonly string[] }> {
  try {
    return { problems: [], warnings: (await readChecked(directory, { warn: () => undefined })).warnings };
  } catch (error) {
    if (!(error instanceof TenureError) || error.kind !== 'MODEL') throw error;
    return { problems: error.message.split('\n'), warnings: [] };
  }
}

async function checked(text: string) {
  const directory = await mkdtemp(path.join(tmpdir(), 'tenure-model-'));
  try {
    await writeFile(path.join(directory, 'm.yml'), text);
    return await findings(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const model = ({ view = 'time: day', dimension = 'grain: day', measure = 'unit: orders', policy = true }) => `
cubes:
  - name: orders
    sql_table: orders
    dimensions:
      - {name: day, sql: day, type: time, meta: {${dimension}}}
    measures:
      - name: count
        type: count
        meta:
          ${measure}
views:
  - name: sales
    cubes: [{join_path: orders, includes: '*'}]
    meta: {${view}}
${policy ? '    access_policy: [{group: analyst, row_level: {allow_all: true}}]' : ''}
`;

describe('the check of meta', () => {
  it('has nothing against the models of this server', async () => {
    expect(await findings(path.join(PROJECT_ROOT, 'model'))).toEqual({ problems: [], warnings: [] });
  });

  it('takes its own examples', async () => {
    for (const [name, { example, schema }] of Object.entries(META_KEYS)) {
      const meta = parse(example) as Record<string, unknown>;
      expect(Object.keys(meta), name).toEqual([name]);
      expect(schema.safeParse(meta[name]).error?.issues, name).toBeUndefined();
    }
  });

  it.each([
    [{ measure: 'additivty: additive' }, 'm.yml:11: orders.count: meta.additivty', 'did you mean additivity?'],
    [{ measure: 'additivity: nonadditive' }, 'm.yml:11: orders.count: meta.additivity', 'non-additive'],
    [{ measure: 'period: {kind: rolling}' }, 'm.yml:11: orders.count: meta.period.of', ''],
    [{ measure: 'derived: [previous, yearly]' }, 'm.yml:11: orders.count: meta.derived.1', 'year_to_date'],
    [
      { measure: 'arguments: [{name: n, type: integer, minimun: 1}]' },
      'm.yml:11: orders.count: meta.arguments.0',
      'minimun',
    ],
    [{ measure: 'row_key: [day]' }, 'm.yml:11: orders.count: meta.row_key', 'belongs to a view'],
    [{ dimension: 'order: Mon' }, 'm.yml:6: orders.day: meta.order', ''],
    [{ measure: 'ratio: {numerator: count, denominator: cuont}' }, 'm.yml:8: orders.count: meta names cuont', 'count'],
    [{ measure: 'derived: [interval]' }, 'm.yml:8: orders.count: meta.derived lists interval', 'divide'],
    [{ measure: 'derived: [small]' }, 'm.yml:8: orders.count: meta.derived lists small', 'divide'],
    [{ view: 'time: day, beside: sale' }, 'm.yml:13: sales: meta.beside', 'did you mean sales?'],
    [{ view: 'time: day, key: day' }, 'm.yml:15: sales: meta.key', 'did you mean row_key?'],
  ])('refuses %o with file and line', async (parts, place, word) => {
    const { problems, warnings } = await checked(model(parts));
    expect(warnings).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(place);
    expect(problems[0]).toContain(word);
  });

  it("only warns in somebody else's models, and names the key that was meant", async () => {
    const { problems, warnings } = await checked(model({ measure: 'additivty: additive', policy: false }));
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('did you mean additivity?')]);
    expect((await checked(model({ view: 'owner: finance', policy: true }))).problems).toEqual([]);
  });
});
