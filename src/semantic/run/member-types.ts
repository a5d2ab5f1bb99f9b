import { LRUCache } from 'lru-cache';
import type { Principal } from '../../access/principal.js';
import type { Cube } from '../../cube/cube.js';
import type { CubeSql } from '../../cube/sql.js';
import { valueTypeOf } from '../contract/value-type.js';
import type { MemberTypes } from '../model/catalog-of.js';
import type { View } from '../model/view.js';
import type { VisibleModel } from '../model/views-of.js';
import { type Engines, execute } from './execute.js';

export interface EngineTypes {
  readonly dataSource: CubeSql['dataSource'];
  /** By short name. */
  readonly types: ReadonlyMap<string, string>;
}

/** Engine types of a view's members, found by asking the engine to describe (not run) a question for all of them. */
export interface TypeFinder {
  /**
   * Types of a view's members, and maybe of others that the caller does not see: what is known of the view as administrators
   * see it serves every policy, since a policy changes rows, never types.
   */
  typesOf(view: View): Promise<EngineTypes>;
  /** Asks the engine for exactly these members. */
  describe(view: View): Promise<EngineTypes>;
  /** Takes up what was known of the warehouse's views at an earlier start. */
  remember(types: KeptTypes): void;
}

/** By view and member, of the warehouse alone. */
export type KeptTypes = Readonly<Record<string, Readonly<Record<string, string>>>>;

const DESCRIBER: Principal = { user: 'describe', groups: ['admin'], provinces: [], accountManagers: [] };

export function createTypeFinder(
  cube: Cube,
  engines: Engines,
  visible: (principal: Principal) => Promise<VisibleModel>,
): TypeFinder {
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

  /** Kept until the model changes, or the engine fails. */
  function once(key: string, find: () => Promise<EngineTypes>): Promise<EngineTypes> {
    const versioned = `${cube.version()}|${key}`;
    const found = known.get(versioned);
    if (found) return found;
    const types = find();
    known.set(versioned, types);
    types.catch(() => known.delete(versioned));
    return types;
  }

  async function ofWhole(name: string): Promise<EngineTypes | undefined> {
    const whole = (await visible(DESCRIBER)).views.get(name);
    return whole && once(name, () => describe(whole)).catch(() => undefined);
  }

  return {
    async typesOf(view) {
      const members = [...view.measures.keys(), ...view.dimensions.keys()];
      const whole = await ofWhole(view.name);
      if (whole && members.every((name) => whole.types.has(name))) return whole;
      return once([view.name, ...members].join('|'), () => describe(view));
    },
    describe,
    remember(types) {
      for (const [view, members] of Object.entries(types))
        void once(view, async () => ({ dataSource: 'default', types: new Map(Object.entries(members)) }));
    },
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
