import { describe, expect, it } from 'vitest';
import type { CatalogView } from '../api/types.js';
import { axisOf, emptyState } from '../pivot/state.js';
import { boundMember, edited } from './edits.js';
import { cardFigures, flatModel } from './flat-model.js';
import { type CardTile, emptyReport, type Question, type Tile, type TileAnswer } from './report.js';
import { offShelves, onShelves, pivotState, tileOfBrowse } from './tile-state.js';

const titled = (name: string) => ({ name, title: { en: name, zh: name }, description: '' });
const dimension = (name: string, grain: string | null = null) => ({
  ...titled(name),
  type: grain ? 'date' : 'string',
  primaryKey: false,
  masked: false,
  grain,
});
const VIEW: CatalogView = {
  ...titled('churn'),
  dimensions: [dimension('month', 'month'), dimension('tier'), dimension('province')],
  measures: [],
  hierarchies: [],
  folders: [],
  timeDimension: 'month',
};
const QUESTION: Question = {
  view: 'churn',
  measures: [{ name: 'churn_risk', arguments: { horizon: 3 } }, { name: 'churned' }],
  dimensions: [{ name: 'month', granularity: 'month' }, { name: 'tier' }],
  filters: [
    { member: 'month', latest: { count: 12, unit: 'month' } },
    { member: 'tier', operator: 'in', values: ['Gold'] },
    {
      or: [
        { member: 'province', operator: 'notIn', values: ['Beijing'] },
        { member: 'province', operator: 'notSet' },
      ],
    },
  ],
  order: [{ by: 'month', direction: 'asc' }],
  limit: 500,
};

describe('a tile on the browser’s shelves', () => {
  it('comes off them as it was put on', () => {
    const { state, rest } = onShelves(QUESTION, VIEW);
    expect(state.slicers.map(({ member, mode }) => [member, mode])).toEqual([
      ['tier', 'in'],
      ['province', 'notIn'],
    ]);
    expect(offShelves({ state, rest }, QUESTION)).toEqual(QUESTION);
  });

  it('keeps what the shelves cannot show, and drops an order by what is not asked any more', () => {
    const byParameter = { member: 'tier', operator: 'equals', values: [{ parameter: 'p' }] };
    const { state, rest } = onShelves({ ...QUESTION, filters: [byParameter] }, VIEW);
    expect(state.slicers).toEqual([]);
    const without = { ...state, rows: axisOf([{ name: 'tier' }]) };
    expect(offShelves({ state: without, rest }, QUESTION)).toMatchObject({ filters: [byParameter], order: [] });
  });

  it('is made of what the browser shows: the chart’s axis first, one bucket of time, the drilled member as a filter', () => {
    const state = {
      ...emptyState('churn'),
      rows: { ...axisOf([{ name: 'province' }, { name: 'tier' }]), root: ['Sichuan'] },
      columns: {
        ...axisOf([
          { name: 'month', granularity: 'quarter' as const },
          { name: 'month', granularity: 'month' as const },
        ]),
        depth: 2,
      },
      values: [{ measure: 'churned', arguments: {} }],
      chart: 'bar' as const,
    };
    expect(tileOfBrowse(state, 'T')).toEqual({
      kind: 'chart',
      chart: 'stackedBar',
      title: 'T',
      question: {
        view: 'churn',
        measures: [{ name: 'churned' }],
        dimensions: [{ name: 'month', granularity: 'month' }, { name: 'tier' }],
        filters: [{ member: 'province', operator: 'in', values: ['Sichuan'] }],
        order: [{ by: 'month', direction: 'asc' }],
        limit: 1000,
      },
    });
  });
});

describe('a nested table', () => {
  it('stands on the browser’s shelves as it was, and comes from them', () => {
    const state = {
      ...emptyState('churn'),
      rows: { ...axisOf([{ name: 'province' }, { name: 'tier' }]), depth: 2 },
      columns: axisOf([{ name: 'month', granularity: 'year' as const }]),
      values: [{ measure: 'churned', arguments: {} }],
    };
    const tile = tileOfBrowse(state, 'T');
    expect(tile).toMatchObject({
      kind: 'table',
      pivot: { across: 1 },
      question: { dimensions: [{ name: 'month', granularity: 'year' }, { name: 'province' }, { name: 'tier' }] },
    });
    if (tile.kind !== 'table' || !tile.pivot) throw new Error('no pivot');
    const shelves = onShelves(tile.question, VIEW, tile.pivot.across);
    expect([shelves.state.rows.levels, shelves.state.columns.levels]).toEqual([
      state.rows.levels,
      state.columns.levels,
    ]);
    expect(offShelves(shelves, tile.question)).toEqual(tile.question);
    expect(pivotState(tile)).toMatchObject({ rows: { depth: 2 }, columns: { depth: 1 }, sort: null });
  });

  it('is not needed for one level without columns', () => {
    const state = {
      ...emptyState('churn'),
      rows: axisOf([{ name: 'tier' }]),
      values: [{ measure: 'churned', arguments: {} }],
    };
    expect(tileOfBrowse(state, 'T')).not.toHaveProperty('pivot');
  });
});

const column = (name: string, role: string, type = 'string') => ({
  name,
  title: name,
  role,
  type,
  unit: null,
  format: null,
});
const answer = (columns: TileAnswer['columns'], rows: TileAnswer['rows'], before: TileAnswer['before'] = null) => ({
  page: 0,
  item: 0,
  columns,
  rows,
  before,
  receipt: null,
  error: null,
});

describe('the answer of a tile', () => {
  const label = (_column: unknown, cell: unknown) => String(cell);
  it('is drawn with its first dimension along the axis and the others as series', () => {
    const columns = [
      column('month', 'dimension', 'date'),
      column('tier', 'dimension'),
      column('n', 'measure', 'integer'),
    ];
    const rows = [
      ['2024-01', 'Gold', 1],
      ['2024-01', 'Silver', 2],
      ['2024-02', 'Gold', 3],
    ];
    const model = flatModel(answer(columns, rows), false, label);
    expect(model?.columns.map((line) => line.label)).toEqual(['2024-01', '2024-02']);
    expect(model?.rows.map((line) => line.label)).toEqual(['Gold', 'Silver']);
    expect(model?.rows.map((row) => model.columns.map((at) => model.value(row, at, 0)))).toEqual([
      [1, 3],
      [2, null],
    ]);
  });

  it('draws several measures of one dimension as series, and every row of a scatter as a point', () => {
    const columns = [column('tier', 'dimension'), column('a', 'measure', 'integer'), column('b', 'measure', 'integer')];
    const rows = [
      ['Gold', 1, 10],
      ['Silver', 2, 20],
    ];
    const lines = flatModel(answer(columns, rows), false, label);
    expect(lines?.rows.map((row) => lines.columns.map((at) => lines.value(row, at, 0)))).toEqual([
      [1, 2],
      [10, 20],
    ]);
    const points = flatModel(answer(columns, rows), true, label);
    const [total] = points?.columns ?? [];
    expect(points?.rows.map((row) => total && [points.value(row, total, 0), points.value(row, total, 1)])).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });

  it('of a card is the last period of its course, or the only row, beside what it is compared with', () => {
    const columns = [column('month', 'dimension', 'date'), column('n', 'measure', 'integer')];
    const course = answer(columns, [
      ['2024-02-01', 5],
      ['2023-02-01', 9],
      ['2024-01-01', 4],
    ]);
    expect(cardFigures(course, 0, 'previous')).toEqual({ now: 5, before: 4, period: '2024-02-01', course: [9, 4, 5] });
    expect(cardFigures(course, 0, 'lastYear')?.before).toBe(9);
    expect(cardFigures(course, 0, undefined)?.before).toBeUndefined();
    expect(cardFigures(answer([column('n', 'measure')], [[7]], [[6]]), 0, 'previous')).toMatchObject({
      now: 7,
      before: 6,
    });
  });
});

describe('edits of a report', () => {
  const card: CardTile = { kind: 'card', title: 'A', question: QUESTION };
  it('keep tiles where they are seen when another one goes', () => {
    let document = emptyReport('R', 'P');
    for (let i = 0; i < 3; i++) document = edited(document, { type: 'addTile', page: 0, tile: card });
    const places = (tiles: readonly Tile[] = []) => tiles.map((tile) => tile.place?.x);
    document = edited(document, { type: 'removeTile', page: 0, at: 0 });
    expect(places(document.pages[0]?.items)).toEqual([3, 6]);
    document = edited(document, { type: 'copyTile', page: 0, at: 1 });
    expect(document.pages[0]?.items[2]).toEqual(card);
    expect(edited(document, { type: 'removePage', page: 0 })).toBe(document);
  });

  it('filter every page by a parameter, and by none that is gone', () => {
    const parameter = { name: 'p', title: 'P', type: 'string', default: 'Gold' } as const;
    let document = edited(emptyReport('R', 'P'), { type: 'members', parameters: [parameter], calculated: [] });
    document = edited(document, { type: 'bind', parameter: 'p', member: 'tier' });
    expect(document.pages[0]?.filters).toEqual([{ member: 'tier', operator: 'equals', values: [{ parameter: 'p' }] }]);
    expect(boundMember(document, 'p')).toBe('tier');
    expect(edited(document, { type: 'bind', parameter: 'p', member: null }).pages[0]?.filters).toEqual([]);
    document = edited(document, { type: 'members', parameters: [], calculated: [] });
    expect(document.pages[0]?.filters).toEqual([]);
  });
});
