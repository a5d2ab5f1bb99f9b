import { LRUCache } from 'lru-cache';
import type { Principal } from '../access/principal.js';
import type { Cube } from '../cube/cube.js';
import type { CubeSql } from '../cube/sql.js';
import type { MemberTypes } from './catalog-of.js';
import { type Engines, execute } from './execute.js';
import { valueTypeOf } from './value-type.js';
import type { View } from './view.js';

export interface EngineTypes {
  readonly dataSource: CubeSql['dataSource'];
  /** By short name. */
  readonly types: ReadonlyMap<string, string>;
}

/** Engine types of a view's members, found by asking the engine to describe (not run) a question for all of them. */
export interface TypeFinder {
  typesOf(view: View): Promise<EngineTypes>;
  clear(): void;
}

/** Whoever asks for types: the policy changes rows, never types. */
const DESCRIBER: Principal = { user: 'describe', groups: ['admin'], provinces: [], accountManagers: [] };

export function createTypeFinder(cube: Cube, engines: Engines): TypeFinder {
  const known = new LRUCache<string, Promise<EngineTypes>>({ max: 500 });

  async function describe(view: View): Promise<EngineTypes> {
    const { beside } = view;
    const theirs = beside ? (await describe(beside.view)).types : new Map<string, string>();
    const measures = [...view.measures].flatMap(([name, measure]) => (beside?.measures.has(name) ? [] : [measure]));
    const members = [...measures, ...view.dimensions.values()];
    const sql = await cube.sql(
      {
        measures: measures.map((measure) => measure.name),
        dimensions: [...view.dimensions.values()].map((dimension) => dimension.name),
      },
      DESCRIBER,
    );
    const byAlias = await columnTypes(sql);
    const aliases = new Map(Object.entries(sql.aliases).map(([alias, member]) => [member, alias]));
    const types = new Map([
      ...[...theirs].filter(([name]) => beside?.measures.has(name)),
      ...members.flatMap(({ name }) => {
        const type = byAlias.get(aliases.get(name) ?? '');
        return type === undefined ? [] : [[name.slice(name.indexOf('.') + 1), type] as const];
      }),
    ]);
    return { dataSource: sql.dataSource, types };
  }

  async function columnTypes(sql: CubeSql): Promise<ReadonlyMap<string, string>> {
    if (sql.dataSource === 'store') {
      const text = `SELECT * FROM (${sql.text}) AS described LIMIT 0`;
      const statement = { dataSource: sql.dataSource, text, params: {}, values: sql.values };
      const { columns } = await execute(engines, statement, new AbortController().signal);
      return new Map(columns.map(({ name, type }) => [name, type]));
    }
    const { rows } = await engines.warehouse.query({ text: `DESCRIBE TABLE (${sql.text})`, params: sql.params });
    return new Map(rows.map((row) => [String(row[0]), String(row[1])]));
  }

  return {
    typesOf(view) {
      const key = [view.name, cube.version(), [...view.measures.keys()], [...view.dimensions.keys()]].join('|');
      let types = known.get(key);
      if (!types) {
        types = describe(view);
        known.set(key, types);
        types.catch(() => known.delete(key));
      }
      return types;
    },
    clear: () => known.clear(),
  };
}

export function memberTypes({ dataSource, types }: EngineTypes): MemberTypes {
  return new Map(
    [...types].map(([name, type]) => [
      name,
      { type: valueTypeOf(type), ...(dataSource === 'store' ? {} : { engineType: type }) },
    ]),
  );
}
