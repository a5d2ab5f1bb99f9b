import type { AnswerColumn, Cell } from '../../semantic/contract/answer.js';
import type { Filter } from '../../semantic/contract/query.js';
import { allOf, anyOf, memberFilter, membersFilter } from '../../semantic/pivot/pivot-cell.js';
import type { Ask } from '../../semantic/pivot/pivot-snapshot.js';
import { MadeJson } from '../made-json.js';
import type { GroupedDimension, Grouping } from './grouping.js';
import { ownDimensions, type PlannedQuestion, planQuestion, type ViewQuestion } from './question.js';
import { cellsOf, placeCells, writeRows } from './row-cells.js';

/** A row by response keys: values, the rows nested in it, and the member that it stands for. */
export type ResultRow = Record<string, unknown>;

interface Group {
  readonly path: readonly Cell[];
  readonly row: ResultRow;
}

/** Past this many kept parents the condition that names them would cost more than asking for all. */
const MOST_NAMED_PARENTS = 300;

/**
 * Asks a grouping and all that is nested in it: one question a depth, issued together where none waits for another. `asJson`
 * allows the rows to come as JSON.
 */
export async function askGroups(
  ask: Ask,
  question: ViewQuestion,
  root: Grouping,
  asJson = false,
): Promise<ResultRow[] | MadeJson> {
  if (asJson && root.drills.length === 0 && !root.fields.some((field) => 'object' in field)) {
    const planned = planQuestion(question, [], root);
    const { columns, rows } = await ask(planned.query);
    return new MadeJson(writeRows(cellsOf(root.fields, planned, placesOf(columns), ownDimensions(root).at(-1)), rows));
  }
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
  const column = placesOf(columns);
  // Where each level and each selected field stands in a row: worked out once, since an answer may have many rows.
  const levels = planned.dimensions.map((_, index) => column.get(`d${index}`) ?? -1);
  const innermost = ownDimensions(grouping).at(-1);
  const cells = cellsOf(grouping.fields, planned, column, innermost);
  const nests = ancestors.length > 0 || grouping.drills.length > 0;
  const groups = rows.map(
    (row): Group => ({ path: nests ? levels.map((at) => row[at] ?? null) : [], row: placeCells(cells, row) }),
  );
  return grouping.first === undefined || ancestors.length === 0
    ? groups
    : firstOfEach(groups, ancestors.length, grouping.first);
}

function placesOf(columns: readonly AnswerColumn[]): ReadonlyMap<string, number> {
  return new Map(columns.map(({ name }, index) => [name, index]));
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
