import type { AnswerColumn, Cell } from '../contract/answer.js';
import type { Filter, MeasureRef, SemanticQuery } from '../contract/query.js';
import type { Level, PivotQuery } from './pivot-query.js';
import type { Ask } from './pivot-snapshot.js';

export const keyOf = (path: readonly Cell[]): string => JSON.stringify(path);

/** The measures of every group that was asked for, by row path and column path. */
export interface CellLookup {
  readonly columns: readonly AnswerColumn[];
  values(row: readonly Cell[], column: readonly Cell[]): readonly Cell[] | undefined;
  /** Paths along one axis, by depth, in the engine's order; everything of the other axis taken together. */
  at(axis: 'rows' | 'columns'): readonly (readonly (readonly Cell[])[])[];
}

/**
 * Asks all levels of both axes at once: those that say which members there are as `query` has it, the others `whole`. The filter
 * narrows the questions that show rows at its depth or deeper.
 */
export async function askCells(
  ask: Ask,
  query: PivotQuery,
  whole: PivotQuery,
  kept?: { readonly fromDepth: number; readonly filter: Filter },
): Promise<CellLookup> {
  const depths = query.rows.length + 1;
  const widths = query.columns.length + 1;
  const answers = await Promise.all(
    Array.from({ length: depths * widths }, async (_, place) => {
      const [depth, width] = [Math.floor(place / widths), place % widths];
      const narrowed = kept && depth >= kept.fromDepth ? [kept.filter] : [];
      const chooses = query.rows.length > 0 ? depth > 0 && width === 0 : width > 0;
      return askLevels(
        ask,
        chooses ? query : whole,
        query.rows.slice(0, depth),
        query.columns.slice(0, width),
        narrowed,
      );
    }),
  );
  return lookupOf(answers);
}

export interface LevelAnswer {
  readonly depth: number;
  readonly width: number;
  readonly columns: readonly AnswerColumn[];
  readonly groups: readonly {
    readonly row: readonly Cell[];
    readonly column: readonly Cell[];
    readonly values: readonly Cell[];
  }[];
}

/** One question of a pivot: groups by the given levels of both axes, in the order of their values. */
export async function askLevels(
  ask: Ask,
  query: PivotQuery,
  rows: readonly Level[],
  columns: readonly Level[],
  filters: readonly Filter[],
  more: Pick<SemanticQuery, 'order' | 'limit' | 'limitBy'> = {},
): Promise<LevelAnswer> {
  const levels = [...rows, ...columns];
  const inOrder = levels.map((_, place) => ({ by: `d${place}`, direction: 'asc' }) as const);
  const answer = await ask({
    view: query.view,
    dimensions: levels.map(({ name, granularity }, place) => ({
      name,
      as: `d${place}`,
      ...(granularity ? { granularity } : {}),
    })),
    measures: query.measures.map((measure, place): MeasureRef => ({ ...measure, as: `m${place}` })),
    filters: [...(query.filters ?? []), ...filters],
    segments: query.segments ?? [],
    ...(query.timeZone ? { timeZone: query.timeZone } : {}),
    ...(query.asOf ? { asOf: query.asOf } : {}),
    ...more,
    order: [...(more.order ?? []), ...inOrder],
  });
  const place = new Map(answer.columns.map(({ name }, index) => [name, index]));
  const pick = (row: readonly Cell[], prefix: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => row[place.get(`${prefix}${from + index}`) ?? -1] ?? null);
  return {
    depth: rows.length,
    width: columns.length,
    columns: query.measures.flatMap((_, index) => answer.columns[place.get(`m${index}`) ?? -1] ?? []),
    groups: answer.rows.map((row) => ({
      row: pick(row, 'd', 0, rows.length),
      column: pick(row, 'd', rows.length, levels.length),
      values: pick(row, 'm', 0, query.measures.length),
    })),
  };
}

export function lookupOf(answers: readonly LevelAnswer[]): CellLookup {
  const byRow = new Map<string, Map<string, readonly Cell[]>>();
  const along = { rows: new Map<number, (readonly Cell[])[]>(), columns: new Map<number, (readonly Cell[])[]>() };
  for (const { depth, width, groups } of answers) {
    if (width === 0)
      along.rows.set(
        depth,
        groups.map(({ row }) => row),
      );
    if (depth === 0)
      along.columns.set(
        width,
        groups.map(({ column }) => column),
      );
    for (const { row, column, values } of groups) {
      const key = keyOf(row);
      const cells = byRow.get(key) ?? new Map<string, readonly Cell[]>();
      cells.set(keyOf(column), values);
      byRow.set(key, cells);
    }
  }
  return {
    columns: answers[0]?.columns ?? [],
    values: (row, column) => byRow.get(keyOf(row))?.get(keyOf(column)),
    at: (axis) => [...along[axis]].sort(([one], [other]) => one - other).map(([, paths]) => paths),
  };
}
