import { describe, expect, it } from 'vitest';
import type { PivotResult } from '../api/types.js';
import { moved } from '../grid/grid-keys.js';
import { gridLayout } from '../grid/grid-layout.js';
import { reduce } from './actions.js';
import { type Answered, gridModel, movedForward } from './grid-model.js';
import { blocks, othersBlocks } from './questions.js';
import { memberFilter, slicerFilter } from './slicer-conditions.js';
import { axisOf, type BrowseState, emptyState } from './state.js';

const receipt = {
  definitions: [],
  sql: null,
  layer: 'by_district',
  rowsRead: 1,
  durationMs: 1,
  snapshot: '7',
  freshness: null,
  complete: true,
  incompleteBecause: null,
  cached: false,
};
const options = {
  label: (_: unknown, path: readonly unknown[], label: string) => label || String(path.at(-1)),
  totalLabel: 'Total',
  othersLabel: (n: number) => `Others ${n}`,
  failed: { rows: new Set<string>(), columns: new Set<string>() },
};
const state: BrowseState = {
  ...emptyState('churn'),
  rows: axisOf([{ name: 'province' }, { name: 'city' }]),
  columns: axisOf([{ name: 'month', granularity: 'month' }]),
  values: [{ measure: 'customers', arguments: {} }],
};
const member = (path: (string | null)[]) => ({
  path,
  label: String(path.at(-1) ?? ''),
  level: path.length,
  isTotal: path.length === 0,
});

/** An engine that answers from a table of counts by province, city and month. */
const TRUTH: [string, string, string, number][] = [
  ['Hubei', 'Wuhan', '2024-01-01', 5],
  ['Hubei', 'Wuhan', '2024-02-01', 7],
  ['Sichuan', 'Chengdu', '2024-01-01', 3],
  ['Sichuan', 'Chengdu', '2024-02-01', 4],
  ['Sichuan', 'Mianyang', '2024-02-01', 2],
];
function answer(of: BrowseState): Answered[] {
  return [...blocks(of)].map((block) => {
    const at = block.rowPath.length;
    const kept = TRUTH.filter((row) => block.rowPath.every((value, i) => row[i] === value));
    const rows = [...new Set(kept.map((row) => row[at] as string))].map((name) => member([name]));
    const months = [...new Set(TRUTH.map((row) => row[2]))].map((month) => member([month]));
    const axes = { rows: [...rows, member([])], columns: [...months, member([])] };
    const cells = axes.rows.map((row) =>
      axes.columns.map((column) => {
        const found = kept.filter(
          (one) => (row.isTotal || one[at] === row.path[0]) && (column.isTotal || one[2] === column.path[0]),
        );
        return found.length === 0 ? null : found.reduce((sum, one) => sum + one[3], 0);
      }),
    );
    const result: PivotResult = {
      ...axes,
      measures: [{ name: 'm0', title: 'Customers', unit: 'customers', format: null, type: 'integer' }],
      cells,
      receipt,
    };
    return { block, result };
  });
}

describe('the grid model', () => {
  it('puts children below their parents and the total last', () => {
    const open = reduce(state, { type: 'toggle', axis: 'rows', path: ['Sichuan'] });
    const model = gridModel(open, answer(open), options);
    expect(model.rows.map((row) => `${row.depth} ${row.label}`)).toEqual([
      '1 Hubei',
      '1 Sichuan',
      '2 Chengdu',
      '2 Mianyang',
      '0 Total',
    ]);
    const [february] = model.columns.slice(1);
    expect(model.rows.map((row) => february && model.value(row, february, 0))).toEqual([7, 6, 4, 2, 13]);
  });

  it('shows a line for what is still asked, and no number that nobody gave', () => {
    const open = reduce(state, { type: 'toggle', axis: 'rows', path: ['Sichuan'] });
    const model = gridModel(open, answer(state), options);
    expect(model.rows.map((row) => row.kind)).toEqual(['member', 'member', 'loading', 'total']);
    const [row] = model.rows.slice(2);
    const [column] = model.columns;
    expect(row && column && model.value(row, column, 0)).toBeUndefined();
  });

  it('sorts among siblings only', () => {
    const open = reduce(reduce(state, { type: 'toggle', axis: 'rows', path: ['Sichuan'] }), {
      type: 'sort',
      sort: { value: 0, column: [], direction: 'asc' },
    });
    expect(gridModel(open, answer(open), options).rows.map((row) => row.label)).toEqual([
      'Sichuan',
      'Mianyang',
      'Chengdu',
      'Hubei',
      'Total',
    ]);
  });

  it('keeps the first members and asks the engine for the others together', () => {
    const top = reduce(state, { type: 'top', top: { count: 1, value: 0, others: true } });
    const model = gridModel(top, answer(top), options);
    expect(model.rows.map((row) => row.label)).toEqual(['Hubei', 'Others 1', 'Total']);
    const [asked] = othersBlocks(top, model.rows);
    expect(asked?.input.rows).toEqual([]);
    expect(asked?.input.filters).toEqual([
      {
        or: [
          { member: 'province', operator: 'notIn', values: ['Hubei'] },
          { member: 'province', operator: 'notSet' },
        ],
      },
    ]);
  });

  it('says the same after rotating', () => {
    const open = reduce(state, { type: 'unfoldTo', axis: 'rows', depth: 1 });
    const model = gridModel(open, answer(open), options);
    expect(model.rows).toHaveLength(3);
    expect(gridLayout(model, [100], 200).headerRows).toBe(1);
  });

  it('names an earlier period as the period that it is compared with', () => {
    const levels = [
      { name: 'month', granularity: 'year' as const },
      { name: 'month', granularity: 'month' as const },
    ];
    expect(movedForward(['2023-01-01', '2023-12-01'], levels, { count: 1, unit: 'month' })).toEqual([
      '2024-01-01',
      '2024-01-01',
    ]);
    expect(movedForward(['2023-01-01'], levels, { count: 1, unit: 'month' })).toBeNull();
    expect(movedForward(['Hubei'], [{ name: 'province' }], { count: 1, unit: 'month' })).toEqual(['Hubei']);
  });
});

describe('a comparison', () => {
  const compared = (of: BrowseState) => {
    const now = answer(of);
    const back = now.map(({ block, result }) => ({
      block: { ...block, back: { count: 1, unit: 'month' as const } },
      result,
    }));
    return gridModel(of, [...now, ...back], options);
  };

  it('has nothing before a cell that is of no period: its total would be compared with itself', () => {
    const { rows, columns, before } = compared(state);
    const [row, total] = [rows[0], columns.at(-1)];
    if (!row || !total) throw new Error('no cell');
    expect(total.kind).toBe('total');
    expect(before(row, total, 0)).toBeNull();
    expect(columns.slice(0, -1).map((column) => before(row, column, 0))).not.toContain(null);
  });

  it('has totals of the period that a filter names', () => {
    const month = { member: 'month', granularity: 'month' as const, mode: 'in' as const, values: ['2024-02-01'] };
    const { rows, columns, before } = compared({ ...state, slicers: [month] });
    const [row, total] = [rows[0], columns.at(-1)];
    expect(row && total && before(row, total, 0)).toBe(12);
  });
});

describe('filters of a question', () => {
  it('hold for exactly one member, also for one without a value', () => {
    expect(memberFilter({ name: 'province' }, null)).toEqual({ member: 'province', operator: 'notSet' });
    expect(memberFilter({ name: 'month', granularity: 'quarter' }, '2024-01-01')).toEqual({
      member: 'month',
      operator: 'inDateRange',
      values: ['2024-01-01', '2024-03-31'],
    });
  });

  it('keep rows without a value when others are left out', () => {
    expect(slicerFilter({ member: 'plan', mode: 'notIn', values: ['A', null] })).toEqual({
      and: [
        { member: 'plan', operator: 'notIn', values: ['A'] },
        { member: 'plan', operator: 'set' },
      ],
    });
    expect(slicerFilter({ member: 'plan', mode: 'in', values: [] })).toBeNull();
  });

  it('move back as a whole for the period before', () => {
    const range = {
      member: 'month',
      granularity: 'month' as const,
      mode: 'range' as const,
      values: ['2024-02-01', '2024-03-01'],
    };
    expect(slicerFilter(range, { count: 2, unit: 'month' })).toEqual({
      member: 'month',
      operator: 'inDateRange',
      values: ['2023-12-01', '2024-01-31'],
    });
  });
});

describe('keys in the treegrid', () => {
  const open = reduce(state, { type: 'toggle', axis: 'rows', path: ['Sichuan'] });
  const model = gridModel(open, answer(open), options);
  const layout = gridLayout(model, [100], 200);
  const key = (name: string, row: number, column: number) =>
    moved(
      { key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
      { row, column },
      model.rows,
      layout,
    );

  it('go to the parent', () => {
    expect(key('ArrowLeft', 2, -1)).toEqual({ row: 1, column: -1 });
  });

  it('stay inside the grid', () => {
    expect(key('ArrowDown', 4, 0)).toEqual({ row: 4, column: 0 });
    expect(key('ArrowUp', 0, 0)).toEqual({ row: -1, column: 0 });
    expect(key('End', 0, -1)).toEqual({ row: 0, column: 2 });
  });
});
