import { describe, expect, it } from 'vitest';
import { SHOP_MODEL, withModel } from '../../../test/support/foreign-shop.js';
import { positionOf } from './position.js';
import { readModel } from './repository.js';
import { validateModel } from './validate.js';

const BASE = `
cubes:
  - name: base
    dimensions:
      - {name: id, sql: "{CUBE}.id", type: number, primary_key: true, description: of the base}
      - {name: place, sql: "{CUBE}.place", type: string, meta: {unit: place, zh: {title: 地点}}}
    measures:
      - {name: count, type: count, meta: {additivity: additive, derived: [previous]}}
  - name: sales
    extends: base
    sql_table: shop.sales
    dimensions:
      - {name: place, description: Where it was sold, meta: {zh: {title: 售点}}}
      - {name: id, sql: "{CUBE}.sale_id", type: number, primary_key: true}
    measures:
      - {name: revenue, sql: price, type: sum}
policies:
  - name: open
    access_policy: [{group: analyst, row_level: {allow_all: true}}]
views:
  - name: selling
    policy: open
    cubes: [{join_path: sales, includes: '*'}]
    access_policy: [{group: admin, row_level: {allow_all: true}}]
`;
const read = (model: string) => withModel(model, readModel);

describe('a cube that extends another', () => {
  it('has its members, changes what it names of them, and the base goes', async () => {
    const files = await read(BASE);
    validateModel(files);
    const [cube, ...others] = files.flatMap(({ content }) => content.cubes ?? []);
    expect(others).toEqual([]);
    expect(cube?.dimensions).toEqual([
      // Written anew: nothing of the base's is left.
      { name: 'id', sql: '{CUBE}.sale_id', type: 'number', primary_key: true },
      {
        name: 'place',
        sql: '{CUBE}.place',
        type: 'string',
        description: 'Where it was sold',
        meta: { unit: 'place', zh: { title: '售点' } },
      },
    ]);
    expect(cube?.measures?.map(({ name }) => name)).toEqual(['count', 'revenue', 'count_previous']);
    expect(positionOf(files, 'sales', 'count')).toBe('shop.yml:8');
    expect(positionOf(files, 'sales', 'revenue')).toBe('shop.yml:16');
  });

  it('leaves a base with a table of its own, as other models have it', async () => {
    const files = await read(
      SHOP_MODEL.replace('\n  - name: Users\n', '\n  - name: Members\n    extends: Users\n  - name: Users\n'),
    );
    const names = files.flatMap(({ content }) => content.cubes ?? []).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Users', 'Members']));
  });

  it.each([
    ['extends: base', 'extends: bass', 'shop.yml:9', 'base'],
    ['- name: base\n', '- name: base\n    extends: sales\n', 'shop.yml', 'itself'],
    ['policy: open', 'policy: opne', 'shop.yml:21', 'open'],
  ])('is refused with file and line: %s → %s', async (from, to, place, word) => {
    expect(BASE).toContain(from);
    const refused = await read(BASE.replace(from, to)).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(refused).toContain(place);
    expect(refused).toContain(word);
  });
});

describe('a shared policy', () => {
  it('stands before the own one, and Cube never sees its name', async () => {
    const [file] = await read(BASE);
    expect(file?.content['policies']).toBeUndefined();
    expect(file?.content.views?.[0]).not.toHaveProperty('policy');
    expect(file?.content.views?.[0]?.access_policy?.map(({ group }) => group)).toEqual(['analyst', 'admin']);
  });
});
