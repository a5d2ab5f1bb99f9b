import type { AxisMember, Cell, ColumnInfo, PivotResult, Receipt, Scalar } from '../api/types.js';
import { AxisMembers, type Member } from './axis-members.js';
import type { Block } from './block.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { bucketStart, type Delta, dateOf, shiftDate } from './period.js';
import { type Axis, type BrowseState, isOpen, type Level, type Path, pathKey } from './state.js';

/** One line of an axis: a member's own figures, or those of what top-N left over. */
export interface Line {
  readonly key: string;
  readonly path: Path;
  readonly label: string;
  /** Levels below the root: 0 for the grand total, 1 for the first level. */
  readonly depth: number;
  readonly kind: 'member' | 'total' | 'others' | 'loading' | 'error';
  readonly expandable: boolean;
  readonly open: boolean;
  /** For others: the values of the members that it leaves out. */
  readonly leftOut?: readonly Scalar[];
  /** A month ahead: its figures are forecasts. */
  readonly ahead?: true;
}

export interface Answered {
  readonly block: Block;
  readonly result: PivotResult;
}

export interface GridModel {
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly measures: readonly ColumnInfo[];
  /** undefined while its question is not answered; null where there is no data. */
  readonly value: (row: Line, column: Line, measure: number) => Cell | undefined;
  readonly before: (row: Line, column: Line, measure: number) => Cell | undefined;
  /** How much can be read from a figure; null where the server does not say. */
  readonly evidence: (row: Line, column: Line, measure: number) => Evidence | null;
  readonly receipt: (row: Path, column: Path) => Receipt | null;
  readonly receipts: readonly Receipt[];
  readonly compared: boolean;
}

const OTHERS = '\u0000others';

/** Path values as the rest of the page compares them: dates without a time of day. */
function cleaned(path: readonly Scalar[], levels: readonly Level[]): Path {
  return path.map((value, i) => (levels[i]?.granularity && value !== null ? dateOf(value) : value));
}

/** An earlier period's member under the name of the period it is compared with; null if its bucket is too coarse to move. */
export function movedForward(path: Path, levels: readonly Level[], back: Delta, from = 0): Path | null {
  let finest = -1;
  path.forEach((_, i) => {
    if (i >= from && levels[i]?.granularity) finest = i;
  });
  const at = levels[finest];
  const value = path[finest];
  if (finest < 0 || !at?.granularity || value === undefined || value === null) return path;
  const start = shiftDate(dateOf(value), back);
  if (bucketStart(start, at.granularity) !== start) return null;
  return path.map((one, i) => {
    const granularity = levels[i]?.granularity;
    return granularity ? bucketStart(start, granularity) : one;
  });
}

class Collected {
  readonly children = new Map<string, AxisMember[]>();
  readonly cells = new Map<string, readonly Cell[]>();
  readonly receipts = new Map<string, Receipt>();
}

const cellKey = (row: string, column: string): string => `${row}\u0001${column}`;

function collect(
  state: BrowseState,
  answers: readonly Answered[],
  rows: AxisMembers,
  columns: AxisMembers,
): { now: Collected; before: Collected } {
  const now = new Collected();
  const before = new Collected();
  for (const { block, result } of answers) {
    const into = block.back ? before : now;
    const rowPaths = absolute(result.rows, block.rowPath, state.rows.levels, block.back);
    const columnPaths = absolute(result.columns, block.columnPath, state.columns.levels, block.back);
    if (!block.back && !block.others) {
      rows.add(result.rows, rowPaths, block.rowPath);
      columns.add(result.columns, columnPaths, block.columnPath);
      now.receipts.set(cellKey(pathKey(block.rowPath), pathKey(block.columnPath)), result.receipt);
    }
    const width = result.measures.length;
    const columnKeys = columnPaths.map((column) => column && pathKey(column));
    rowPaths.forEach((row, r) => {
      if (!row) return;
      const line = result.cells[r] ?? [];
      const rowKey = block.others ? othersKey(row) : pathKey(row);
      columnKeys.forEach((column, c) => {
        if (column !== null) into.cells.set(cellKey(rowKey, column), line.slice(c * width, (c + 1) * width));
      });
    });
  }
  return { now, before };
}

function absolute(
  members: readonly AxisMember[],
  parent: Path,
  levels: readonly Level[],
  back: Delta | null,
): (Path | null)[] {
  return members.map((member) => {
    const path = cleaned([...parent, ...member.path], levels);
    // The parent already bears the later period's name; only what the question itself bucketed moves forward.
    return back ? movedForward(path, levels, back, parent.length) : path;
  });
}

/** What to call the last member of a path; `label` is the server's word for it. */
export type LabelOf = (levels: readonly Level[], path: Path, label: string) => string;

export interface GridOptions {
  readonly label: LabelOf;
  readonly totalLabel: string;
  readonly othersLabel: (count: number) => string;
  /** The members whose children could not be had, by axis. */
  readonly failed: Readonly<Record<'rows' | 'columns', ReadonlySet<string>>>;
}

/** The lines and cells to show, from the state and whatever answers are in so far. */
export function gridModel(state: BrowseState, answers: readonly Answered[], options: GridOptions): GridModel {
  const rowMembers = new AxisMembers();
  const columnMembers = new AxisMembers();
  const { now, before } = collect(state, answers, rowMembers, columnMembers);
  const first = answers.find((one) => !one.block.back);
  const asked = first?.result.measures ?? [];
  const measures = asked.slice(0, state.values.length);
  const places = new Map(asked.map(({ name }, place) => [name, place]));
  const valueAt = (from: Collected, row: string, column: string, measure: number): Cell | undefined =>
    from.cells.get(cellKey(row, column))?.[measure];

  const order = (siblings: readonly Member[]): readonly Member[] =>
    sorted(state, siblings, (key, column, measure) => valueAt(now, key, column, measure));
  const rows = lines(
    state.rows,
    rowMembers,
    { ...options, failed: options.failed.rows },
    order,
    state.top ? topped(state, (key, column, measure) => valueAt(now, key, column, measure)) : null,
  );
  const columns = lines(
    state.columns,
    columnMembers,
    { ...options, failed: options.failed.columns },
    (siblings) => siblings,
    null,
  );
  const lookup = (from: Collected) => (row: Line, column: Line, measure: number) =>
    valueAt(from, row.key, column.key, measure);
  return {
    rows,
    columns,
    measures,
    value: lookup(now),
    before: (row, column, measure) => (hasPeriod(state, row, column) ? lookup(before)(row, column, measure) : null),
    evidence: (row, column, measure) =>
      evidenceOf(measure, (name) => {
        const place = places.get(name);
        return place === undefined ? undefined : valueAt(now, row.key, column.key, place);
      }),
    receipt: (row, column) => receiptOf(now, row, column),
    receipts: [...now.receipts.values()],
    compared: answers.some((one) => one.block.back),
  };
}

/** Whether a cell is of a period that has one before it: its row or column names one, or the filters do. */
function hasPeriod({ rows, columns, slicers }: BrowseState, row: Line, column: Line): boolean {
  const named = (path: Path, levels: readonly Level[]) => path.some((_, i) => levels[i]?.granularity !== undefined);
  return (
    named(row.path, rows.levels) ||
    named(column.path, columns.levels) ||
    slicers.some(
      (one) => one.granularity !== undefined || (one.mode === 'range' && /^\d{4}-/.test(String(one.values[0]))),
    )
  );
}

/** The receipt of the question that a cell was answered by: the nearest unfolding at or above it. */
function receiptOf(from: Collected, row: Path, column: Path): Receipt | null {
  for (let r = row.length; r >= 0; r--)
    for (let c = column.length; c >= 0; c--) {
      const receipt = from.receipts.get(cellKey(pathKey(row.slice(0, r)), pathKey(column.slice(0, c))));
      if (receipt && (r < row.length || row.length === 0 || c < column.length || column.length === 0)) return receipt;
    }
  return [...from.receipts.values()][0] ?? null;
}

/** A figure by the keys of its row and column. */
type ValueOf = (row: string, column: string, measure: number) => Cell | undefined;

const numberOf = (cell: Cell | undefined): number => (cell === null || cell === undefined ? Number.NaN : Number(cell));

function sorted(state: BrowseState, siblings: readonly Member[], valueOf: ValueOf): readonly Member[] {
  const { sort } = state;
  if (!sort) return siblings;
  const sign = sort.direction === 'asc' ? 1 : -1;
  if (sort.value < 0) return [...siblings].sort((a, b) => sign * a.label.localeCompare(b.label));
  const column = pathKey(sort.column);
  const figure = (member: Member) => numberOf(valueOf(member.key, column, sort.value));
  return [...siblings].sort((a, b) => compareNumbers(figure(a), figure(b), sign));
}

/** What has no value comes last in both directions. */
export function compareNumbers(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

type TopOf = (siblings: readonly Member[]) => { readonly kept: readonly Member[]; readonly rest: readonly Member[] };

function topped(state: BrowseState, valueOf: ValueOf): TopOf {
  return (siblings) => {
    const { top } = state;
    if (!top || siblings.length <= top.count) return { kept: siblings, rest: [] };
    const total = pathKey(state.columns.root);
    const figure = (member: Member) => numberOf(valueOf(member.key, total, top.value));
    const best = new Set(
      [...siblings]
        .sort((a, b) => compareNumbers(figure(a), figure(b), -1))
        .slice(0, top.count)
        .map((member) => member.key),
    );
    return {
      kept: siblings.filter((member) => best.has(member.key)),
      rest: top.others ? siblings.filter((member) => !best.has(member.key)) : [],
    };
  };
}

export const othersKey = (parent: Path): string => pathKey([...parent, OTHERS]);

function lines(
  axis: Axis,
  members: AxisMembers,
  options: Omit<GridOptions, 'failed'> & { readonly failed: ReadonlySet<string> },
  order: (siblings: readonly Member[]) => readonly Member[],
  top: TopOf | null,
): readonly Line[] {
  const found: Line[] = [];
  const start = axis.root.length;
  const below = (parent: Path): void => {
    const siblings = members.of(pathKey(parent));
    const depth = parent.length + 1 - start;
    if (!siblings) {
      const kind = options.failed.has(pathKey(parent)) ? 'error' : 'loading';
      found.push({ key: `${pathKey(parent)}…`, path: parent, label: '', depth, kind, expandable: false, open: false });
      return;
    }
    const { kept, rest } = top ? top(order(siblings)) : { kept: order(siblings), rest: [] };
    for (const member of kept) {
      const open = isOpen(axis, member.path);
      found.push({
        key: member.key,
        path: member.path,
        label: options.label(axis.levels, member.path, member.label),
        depth,
        kind: 'member',
        expandable: member.path.length < axis.levels.length,
        open,
      });
      if (open) below(member.path);
    }
    if (rest.length > 0)
      found.push({
        key: othersKey(parent),
        path: parent,
        label: options.othersLabel(rest.length),
        depth,
        kind: 'others',
        expandable: false,
        open: false,
        leftOut: kept.map((member) => member.path.at(-1) ?? null),
      });
  };
  if (axis.levels.length > start) below(axis.root);
  found.push({
    key: pathKey(axis.root),
    path: axis.root,
    label: options.totalLabel,
    depth: 0,
    kind: 'total',
    expandable: false,
    open: false,
  });
  return found;
}
