import type { Cell } from '../../semantic/answer.js';
import { allOf, anyOf, memberFilter, membersFilter } from '../../semantic/pivot-cell.js';
import type { Ask } from '../../semantic/pivot-snapshot.js';
import type { Filter } from '../../semantic/query.js';
import { type GroupedDimension, type Grouping, place } from './grouping.js';
import {
  ownDimensions,
  type PlannedQuestion,
  placeOf,
  planQuestion,
  sameMeasure,
  type ViewQuestion,
} from './question.js';

/** A row by response keys: values, the rows nested in it, and the member that it stands for. */
export type ResultRow = Record<string, unknown>;

interface Group {
  readonly path: readonly Cell[];
  readonly row: ResultRow;
}

/** Past this many kept parents the condition that names them would cost more than asking for all. */
const MOST_NAMED_PARENTS = 300;

/** Asks a grouping and all that is nested in it: one question a depth, issued together where none waits for another. */
export async function askGroups(ask: Ask, question: ViewQuestion, root: Grouping): Promise<ResultRow[]> {
  const groups = await askLevel(ask, question, root, [], undefined);
  return groups.map(({ row }) => row);
}

async function askLevel(
  ask: Ask,
  question: ViewQuestion,
  grouping: Grouping,
  ancestors: readonly GroupedDimension[],
  parents: readonly Group[] | undefined,
): Promise<Group[]> {
  const narrowed = parents ? { ...question, filters: [...question.filters, ...within(parents, ancestors)] } : question;
  const planned = planQuestion(narrowed, ancestors, grouping);
  const nothing = parents !== undefined && parents.length === 0;
  const own = nothing ? Promise.resolve([]) : askOwn(ask, planned, grouping, ancestors);
  const isCut = grouping.first !== undefined || (ancestors.length === 0 && question.offset !== undefined);
  const kept = parents !== undefined || isCut ? await own : undefined;
  const [groups, ...nested] = await Promise.all([
    own,
    ...grouping.drills.map((drill) => askLevel(ask, question, drill, planned.dimensions, kept)),
  ]);
  for (const [place, drill] of grouping.drills.entries()) nest(groups, drill, nested[place] ?? []);
  return groups;
}

async function askOwn(
  ask: Ask,
  planned: PlannedQuestion,
  grouping: Grouping,
  ancestors: readonly GroupedDimension[],
): Promise<Group[]> {
  const { columns, rows } = await ask(planned.query);
  const column = new Map(columns.map(({ name }, index) => [name, index]));
  const indexOf = (name: string): number => column.get(name) ?? -1;
  // Where each selected field stands in a row: worked out once, since an answer may have many rows.
  const levels = planned.dimensions.map((_, index) => indexOf(`d${index}`));
  const dimensions = grouping.dimensions.map(({ key, column: own }) => ({ key, at: placeOf(own, planned.dimensions) }));
  const measures = grouping.measures.map((selected) => {
    const known = planned.measures.findIndex((measure) => sameMeasure(measure, selected.column));
    return { selected, at: indexOf(`m${known}`) };
  });
  const innermost = ownDimensions(grouping).at(-1);
  const own = innermost ? placeOf(innermost, planned.dimensions) : -1;
  const groups = rows.map((row): Group => {
    const path = levels.map((at) => row[at] ?? null);
    const result: ResultRow = {};
    for (const { key, at } of dimensions) result[key] = path[at];
    for (const { selected, at } of measures) place(result, selected, row[at] ?? null);
    const value = path[own];
    for (const key of grouping.memberKeys)
      result[key] = innermost && { level: innermost.name, value: value === null ? null : String(value) };
    return { path, row: result };
  });
  return grouping.first === undefined || ancestors.length === 0
    ? groups
    : firstOfEach(groups, ancestors.length, grouping.first);
}

/** The question sorted the rows; `first` of a drill counts within each parent, as the engine did where it could. */
function firstOfEach(groups: readonly Group[], depth: number, first: number): Group[] {
  const seen = new Map<string, number>();
  return groups.filter(({ path }) => {
    const key = keyOf(path, depth);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count <= first;
  });
}

function nest(parents: readonly Group[], drill: Grouping, children: readonly Group[]): void {
  const depth = parents[0]?.path.length ?? 0;
  const byParent = new Map<string, ResultRow[]>();
  for (const { path, row } of children) {
    const key = keyOf(path, depth);
    const siblings = byParent.get(key);
    if (siblings) siblings.push(row);
    else byParent.set(key, [row]);
  }
  for (const { path, row } of parents) row[drill.key] = byParent.get(keyOf(path, depth)) ?? [];
}

const keyOf = (path: readonly Cell[], depth: number) => JSON.stringify(path.slice(0, depth));

/** The condition that keeps the rows of these parents. */
function within(parents: readonly Group[], levels: readonly GroupedDimension[]): Filter[] {
  const [only] = levels;
  if (parents.length === 0 || parents.length > MOST_NAMED_PARENTS || !only) return [];
  if (levels.length === 1)
    return [
      membersFilter(
        only,
        parents.map(({ path }) => path[0] ?? null),
      ),
    ];
  const named = parents.map(({ path }) =>
    allOf(levels.map((level, place) => memberFilter({ level, value: path[place] ?? null }))),
  );
  return [anyOf(named)];
}
