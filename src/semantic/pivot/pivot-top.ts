import { TenureError } from '../../errors/errors.js';
import type { Cell } from '../contract/answer.js';
import type { Filter } from '../contract/query.js';
import { allOf, anyOf, memberFilter, membersFilter, outsideFilter } from './pivot-cell.js';
import type { PivotQuery, PivotTop } from './pivot-query.js';
import { askLevels, type CellLookup, keyOf, lookupOf } from './pivot-questions.js';
import type { Ask } from './pivot-snapshot.js';

/** Which members of the level stay, within each parent. */
export interface TopChoice {
  readonly level: number;
  readonly keptByParent: ReadonlyMap<string, { readonly parent: readonly Cell[]; readonly values: readonly Cell[] }>;
  /** Parents with members beyond the top. */
  readonly cut: ReadonlySet<string>;
  keeps(path: readonly Cell[]): boolean;
}

const MOST_PARENTS = 300;

/** Ranks the members of the level by the engine, which gives one more of each parent than is kept, to know if there are more. */
export async function chooseTop(ask: Ask, query: PivotQuery, top: PivotTop): Promise<TopChoice> {
  const level = top.level ?? 0;
  const measure = query.measures.findIndex(({ name, as }) => (as ?? name) === top.by);
  if (measure < 0) throw new TenureError('UNKNOWN_MEMBER', `top: ${top.by} is not a measure of this pivot.`);
  if (level < 0 || level >= query.rows.length)
    throw new TenureError('BAD_REQUEST', `top: there is no row level ${level}; the outermost is 0.`);
  if (!(top.count >= 1)) throw new TenureError('BAD_REQUEST', 'top: count is at least 1.');

  const { groups } = await askLevels(ask, query, query.rows.slice(0, level + 1), [], [], {
    order: [{ by: `m${measure}`, direction: 'desc', nulls: 'last' }],
    ...(level === 0
      ? { limit: top.count + 1 }
      : { limitBy: { rows: top.count + 1, columns: Array.from({ length: level }, (_, place) => `d${place}`) } }),
  });
  const keptByParent = new Map<string, { parent: readonly Cell[]; values: Cell[] }>();
  const cut = new Set<string>();
  for (const { row } of groups) {
    const parent = row.slice(0, -1);
    const key = keyOf(parent);
    const kept = keptByParent.get(key) ?? { parent, values: [] };
    keptByParent.set(key, kept);
    if (kept.values.length < top.count) kept.values.push(row[level] ?? null);
    else cut.add(key);
  }
  const keptKeys = new Set(
    [...keptByParent.values()].flatMap(({ parent, values }) => values.map((value) => keyOf([...parent, value]))),
  );
  return {
    level,
    keptByParent,
    cut,
    keeps: (path) => path.length <= level || keptKeys.has(keyOf(path.slice(0, level + 1))),
  };
}

/** On the outermost level only the kept members are asked for; deeper down the rest is left out of the answer. */
export function keptFilter(query: PivotQuery, { level, keptByParent, cut }: TopChoice) {
  const kept = keptByParent.get(keyOf([]));
  const outermost = query.rows[0];
  if (level !== 0 || !outermost || !kept || cut.size === 0) return undefined;
  return { fromDepth: 1, filter: membersFilter(outermost, kept.values) };
}

/** The others of each parent as one group: a question a column depth, whatever the number of parents. */
export async function askOthers(
  ask: Ask,
  query: PivotQuery,
  { level, keptByParent, cut }: TopChoice,
): Promise<{ parents: ReadonlySet<string>; cells: CellLookup } | undefined> {
  const ranked = query.rows[level];
  if (!query.top?.others || cut.size === 0 || !ranked) return undefined;
  if (cut.size > MOST_PARENTS)
    throw new TenureError(
      'TOO_LARGE',
      `Others are worked out for ${MOST_PARENTS} parents at most. Filter the rows first.`,
    );
  const beyond = [...cut].flatMap((key): Filter[] => {
    const kept = keptByParent.get(key);
    if (!kept) return [];
    const parent = kept.parent.map((value, place) => memberFilter({ level: query.rows[place] ?? ranked, value }));
    return [allOf([...parent, outsideFilter(ranked, kept.values)])];
  });
  const answers = await Promise.all(
    Array.from({ length: query.columns.length + 1 }, (_, width) =>
      askLevels(ask, query, query.rows.slice(0, level), query.columns.slice(0, width), [anyOf(beyond)]),
    ),
  );
  return { parents: cut, cells: lookupOf(answers) };
}
