import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import type { Cell } from '../../src/semantic/contract/answer.js';
import { drillThrough } from '../../src/semantic/pivot/drill-through.js';
import { askPivot } from '../../src/semantic/pivot/pivot.js';
import type { PivotAnswer, PivotQuery } from '../../src/semantic/pivot/pivot-query.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

const analyst: Principal = { user: 'ana', groups: ['analyst'], provinces: [], accountManagers: [] };

let app: SmallApp;
beforeAll(async () => {
  app = await openSmallApp();
});
afterAll(() => app?.close());

const QUERY: PivotQuery = {
  view: 'churn',
  rows: [{ name: 'province' }, { name: 'city' }],
  columns: [{ name: 'month', granularity: 'quarter' }, { name: 'tier' }],
  measures: [{ name: 'customers' }, { name: 'churn_rate' }, { name: 'revenue' }],
};

const EXPRESSIONS: Readonly<Record<string, string>> = {
  province: `dictGet('tenure.region', 'province_en', district_code)`,
  city: `dictGet('tenure.region', 'city_en', district_code)`,
  month: 'toString(toStartOfQuarter(month))',
  tier: 'toString(tier)',
};
const MEASURES = `uniqExactIf(customer_key, active = 1), sum(churned) / nullIf(sum(active), 0), toString(sum(revenue))`;

/** Every cell of a pivot by one plain statement for each combination of levels: by path of row and column. */
async function byHand(
  rows: readonly string[],
  columns: readonly string[],
  where = '1',
): Promise<Map<string, unknown[]>> {
  const cells = new Map<string, unknown[]>();
  for (let depth = 0; depth <= rows.length; depth++)
    for (let width = 0; width <= columns.length; width++) {
      const levels = [...rows.slice(0, depth), ...columns.slice(0, width)].map((name) => EXPRESSIONS[name] ?? name);
      const text = `SELECT [${levels.join(', ')}]::Array(String), ${MEASURES} FROM tenure.customer_month WHERE ${where} GROUP BY ${levels.join(', ') || 'tuple()'}`;
      for (const [path, ...values] of (await app.warehouse.query({ text })).rows) {
        const keys = path as string[];
        cells.set(JSON.stringify([keys.slice(0, depth), keys.slice(depth)]), values.map(Number));
      }
    }
  return cells;
}

function cellsOf({ rows, columns, measures, cells }: PivotAnswer): Map<string, (number | null)[]> {
  const found = new Map<string, (number | null)[]>();
  for (const [r, row] of rows.entries())
    for (const [c, column] of columns.entries()) {
      const values = measures.map((_, m) => cells[r]?.[c * measures.length + m] ?? null);
      if (row.isOthers || values.every((value) => value === null)) continue;
      found.set(
        JSON.stringify([row.path, column.path]),
        values.map((value) => (value === null ? null : Number(value))),
      );
    }
  return found;
}

function expectEqual(found: Map<string, (number | null)[]>, wanted: Map<string, unknown[]>) {
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [key, values] of wanted)
    for (const [place, value] of values.entries())
      expect(found.get(key)?.[place] ?? 0, key).toBeCloseTo(Number(value), 6);
}

describe('pivot', () => {
  it('has every cell and every subtotal as plain SQL has them, few questions, none added up', async () => {
    const answer = await askPivot(app.semantic, QUERY, analyst);
    expectEqual(cellsOf(answer), await byHand(['province', 'city'], ['month', 'tier']));
    expect(answer.receipts).toHaveLength(9);
    expect(answer.measures.map(({ name, role }) => [name, role])).toEqual([
      ['customers', 'measure'],
      ['churn_rate', 'measure'],
      ['revenue', 'measure'],
    ]);
    const provinces = answer.rows.filter(({ level }) => level === 1).map(({ path }) => path[0]);
    expect(provinces).toEqual([...provinces].sort());
    expect(answer.rows.at(-1)).toMatchObject({ path: [], label: 'Total', isTotal: true });
    expect(answer.columns[0]).toMatchObject({ path: ['2023-10-01'], label: '2023-Q4', isTotal: true });
  });

  it('rotates: swapped axes give the transposed cells', async () => {
    const there = cellsOf(await askPivot(app.semantic, QUERY, analyst));
    const { rows, columns, ...rest } = QUERY;
    const back = cellsOf(await askPivot(app.semantic, { ...rest, rows: columns, columns: rows }, analyst));
    const transposed = [...back].map(([key, values]) => [JSON.stringify([...JSON.parse(key)].reverse()), values]);
    expect(new Map(transposed as [string, (number | null)[]][])).toEqual(there);
  });

  it('needs no levels at all: the grand total alone', async () => {
    const answer = await askPivot(app.semantic, { ...QUERY, rows: [], columns: [] }, analyst);
    expectEqual(cellsOf(answer), await byHand([], []));
    expect([answer.rows.length, answer.columns.length]).toEqual([1, 1]);
  });

  it('sorts by a measure within parents, by the total or by one column', async () => {
    const cell = (answer: PivotAnswer, row: readonly Cell[], column: readonly Cell[]) =>
      cellsOf(answer).get(JSON.stringify([row, column]))?.[0] ?? -1;
    for (const column of [[], ['2024-04-01']]) {
      const order = { by: 'customers', direction: 'desc', column } as const;
      const answer = await askPivot(app.semantic, { ...QUERY, order }, analyst);
      for (const parent of [[], ['Sichuan'], ['Guangdong']]) {
        const children = answer.rows.filter(
          ({ path }) => path.length === parent.length + 1 && parent.every((value, place) => path[place] === value),
        );
        const values = children.map(({ path }) => cell(answer, path, column));
        expect(values).toEqual([...values].sort((a, b) => b - a));
        expect(values.length).toBeGreaterThan(0);
      }
    }
  });

  it.each([
    [0, `${EXPRESSIONS.province} NOT IN ('Sichuan', 'Guangdong')`, [] as string[]],
    [1, `${EXPRESSIONS.province} = 'Sichuan' AND ${EXPRESSIONS.city} != 'Chengdu'`, ['Sichuan']],
  ])('keeps the top of level %i and asks the engine for all the others as one group', async (level, others, parent) => {
    const top = { count: level === 0 ? 2 : 1, by: 'customers', level, others: true };
    const answer = await askPivot(app.semantic, { ...QUERY, columns: [{ name: 'tier' }], top }, analyst);
    const row = answer.rows.findIndex(({ isOthers, path }) => isOthers && path.slice(0, -1).join() === parent.join());
    expect(answer.rows[row]).toMatchObject({ path: [...parent, null], label: 'Others', isOthers: true });
    const wanted = await byHand([], ['tier'], others);
    for (const [c, column] of answer.columns.entries()) {
      const values = answer.cells[row]?.slice(c * 3, c * 3 + 3).map(Number);
      expect(values).toEqual(wanted.get(JSON.stringify([[], column.path])));
    }
    expect(answer.receipts.every(({ complete }) => complete)).toBe(true);
    if (level === 0) {
      const alone = await askPivot(app.semantic, { ...QUERY, columns: [], top: { ...top, others: false } }, analyst);
      expect(alone.receipts.map(({ incompleteBecause }) => incompleteBecause).join(' ')).toMatch(/top 2 by customers/);
      expect(alone.rows.some(({ isOthers }) => isOthers)).toBe(false);
    }
    const kept = answer.rows.filter((each) => each.level === level + 1 && !each.isOthers);
    expect(kept.every(({ path }) => path.length === level + 1)).toBe(true);
    const full = cellsOf(await askPivot(app.semantic, { ...QUERY, columns: [{ name: 'tier' }] }, analyst));
    for (const [key, values] of cellsOf(answer)) expect(values).toEqual(full.get(key));
  });

  it('conditions on measures choose the members of the rows; cells, others and totals are of all rows', async () => {
    const filters = [{ member: 'churn_rate', operator: 'gt' as const, values: [0.009] }];
    const query: PivotQuery = { ...QUERY, columns: [{ name: 'tier' }] };
    const all = await byHand(['province', 'city'], ['tier']);
    const passes = (path: readonly Cell[]) => Number(all.get(JSON.stringify([path, []]))?.[1]) > 0.009;
    const chosen = ([province, city]: readonly Cell[]) =>
      province === undefined || (passes([province]) && (city === undefined || passes([province, city])));
    const wanted = new Map([...all].filter(([key]) => chosen((JSON.parse(key) as [Cell[]])[0])));
    expect(wanted.size).toBeLessThan(all.size);
    expectEqual(cellsOf(await askPivot(app.semantic, { ...query, filters }, analyst)), wanted);

    const byTier = await askPivot(app.semantic, { ...query, rows: [], filters }, analyst);
    const tiers = await byHand([], ['tier']);
    const isHigh = ([key, values]: [string, unknown[]]) => key === '[[],[]]' || Number(values[1]) > 0.009;
    expectEqual(cellsOf(byTier), new Map([...tiers].filter(isHigh)));

    const top = { count: 1, by: 'revenue', others: true };
    const ranked = await askPivot(
      app.semantic,
      { ...QUERY, rows: [{ name: 'province' }], columns: [], filters, top },
      analyst,
    );
    const revenue = ranked.rows.map((_, row) => Number(ranked.cells[row]?.[2]));
    expect((revenue[0] ?? 0) + (revenue[1] ?? 0)).toBeCloseTo(revenue[2] ?? 0, 4);
  });

  it('names what is wrong', async () => {
    const ask = (change: Partial<PivotQuery>) => askPivot(app.semantic, { ...QUERY, ...change }, analyst);
    const kind = (kind: string) => expect.objectContaining({ kind });
    await expect(ask({ measures: [] })).rejects.toEqual(kind('BAD_REQUEST'));
    await expect(ask({ order: { by: 'nothing', direction: 'asc' } })).rejects.toEqual(kind('UNKNOWN_MEMBER'));
    await expect(ask({ top: { count: 2, by: 'customers', level: 5 } })).rejects.toEqual(kind('BAD_REQUEST'));
    await expect(ask({ rows: Array.from({ length: 9 }, () => ({ name: 'province' })) })).rejects.toEqual(
      kind('TOO_LARGE'),
    );
    await expect(ask({ view: 'nowhere' })).rejects.toEqual(kind('UNKNOWN_VIEW'));
  });
});

describe('drill-through', () => {
  it('conditions on measures chose the cell, and leave out none of its rows', async () => {
    const cell = [{ level: { name: 'province' }, value: 'Sichuan' }];
    const rowsOf = async (member: string) => {
      const filters = [{ member, operator: 'gt' as const, values: [0] }];
      const query = { view: 'churn', cell, filters, columns: ['customer_id', 'month'], first: 10_000 };
      return (await drillThrough(app.semantic, query, analyst)).rows.length;
    };
    const where = `${EXPRESSIONS.province} = 'Sichuan'`;
    const { rows } = await app.warehouse.query({ text: `SELECT count() FROM tenure.customer_month WHERE ${where}` });
    for (const member of ['churned', 'churn_rate', 'churn_rate_previous'])
      expect(await rowsOf(member), member).toBe(Number(rows[0]?.[0]));
  });

  it('gives the rows of any cell, totals too, page by page', async () => {
    const cells = [
      { cell: [], where: '1' },
      { cell: [{ level: { name: 'province' }, value: 'Sichuan' }], where: `${EXPRESSIONS.province} = 'Sichuan'` },
      {
        cell: [
          { level: { name: 'city' }, value: 'Chengdu' },
          { level: { name: 'month', granularity: 'quarter' as const }, value: '2024-01-01' },
        ],
        where: `${EXPRESSIONS.city} = 'Chengdu' AND toStartOfQuarter(month) = '2024-01-01'`,
      },
      { cell: [{ level: { name: 'contract' }, value: 'Unknown' }], where: `text_attributes['contract'] = ''` },
      {
        cell: [{ level: { name: 'household_size' }, value: null }],
        where: `NOT mapContains(number_attributes, 'household_size')`,
      },
    ];
    for (const { cell, where } of cells) {
      const query = { view: 'churn', cell, columns: ['customer_id', 'month', 'tier'], first: 700 };
      const pages: (readonly Cell[])[] = [];
      for (let offset = 0; ; offset += query.first) {
        const page = await drillThrough(app.semantic, { ...query, offset }, analyst);
        pages.push(...page.rows);
        if (!page.hasMore) break;
      }
      const { rows } = await app.warehouse.query({
        text: `SELECT customer_id, toString(month), toString(tier) FROM tenure.customer_month WHERE ${where} ORDER BY customer_id, month, tier`,
      });
      expect(pages).toEqual(rows);
    }
  });

  it.each([
    ['churned', 'churned = 1'],
    ['joined', 'joined = 1'],
    ['customers', 'active = 1'],
    ['monthly_charges', 'monthly_charges != 0'],
  ])('of %s gives the rows that add to it', async (measure, where) => {
    const cell = [{ level: { name: 'province' }, value: 'Sichuan' }];
    const query = { view: 'churn', measure, cell, columns: ['customer_id', 'month'], first: 10_000 };
    const answer = await drillThrough(app.semantic, query, analyst);
    const { rows } = await app.warehouse.query({
      text: `SELECT customer_id, toString(month) FROM tenure.customer_month WHERE ${EXPRESSIONS.province} = 'Sichuan' AND ${where} ORDER BY 1, 2`,
    });
    expect(answer.rows.map((row) => row.slice(0, 2))).toEqual(rows);
    const shown = measure === 'customers' ? [] : [measure];
    expect(answer.columns.map(({ name }) => name)).toEqual(['customer_id', 'month', ...shown]);
  });

  it('of what stands at a month’s end gives the rows of the last month asked', async () => {
    const months = ['2024-01-01', '2024-06-30'];
    const view = 'billing';
    const filters = [{ member: 'month', operator: 'between' as const, values: months }];
    const asked = { view, measures: [{ name: 'arrears' }], filters };
    const query = { view, measure: 'arrears', cell: [], filters, columns: ['customer_id', 'month'], first: 10_000 };
    const answer = await drillThrough(app.semantic, query, analyst);
    const { rows } = await app.warehouse.query({
      text: `SELECT customer_id, toString(month), toString(arrears) FROM tenure.customer_month
        WHERE month = '2024-06-01' AND arrears != 0 ORDER BY 1, 2`,
    });
    const plain = (table: readonly (readonly unknown[])[]) =>
      table.map(([id, month, part]) => [id, month, Number(part)]);
    expect(plain(answer.rows)).toEqual(plain(rows));
    const [[whole] = []] = (await app.semantic.ask(asked, analyst)).rows;
    expect(answer.rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBeCloseTo(Number(whole), 6);
    expect(Number(whole)).toBeGreaterThan(0);
  });

  it.each([
    ['churn_rate', 'churned', 'active', (rate: number) => rate],
    ['retention_rate', 'churned', 'active', (rate: number) => 1 - rate],
    ['arpu', 'revenue', 'active', (mean: number) => mean],
  ])('of %s gives each row its parts, which make the cell', async (measure, over, under, made) => {
    const cell = [{ level: { name: 'province' }, value: 'Sichuan' }];
    const columns = ['customer_id', 'month'];
    const view = measure === 'arpu' ? 'value' : 'churn';
    const answer = await drillThrough(app.semantic, { view, measure, cell, columns, first: 10_000 }, analyst);
    const { rows } = await app.warehouse.query({
      text: `SELECT customer_id, toString(month), toFloat64(${over}), toFloat64(${under}) FROM tenure.customer_month
        WHERE ${EXPRESSIONS.province} = 'Sichuan' AND (${over} != 0 OR ${under} != 0) ORDER BY 1, 2`,
    });
    const numbers = answer.rows.map(([id, month, ...parts]) => [id, month, ...parts.map(Number)]);
    expect(numbers).toEqual(rows);
    const sum = (place: number) => numbers.reduce((all, row) => all + Number(row[place]), 0);
    const asked = {
      view,
      measures: [{ name: measure }],
      filters: [{ member: 'province', operator: 'equals', values: ['Sichuan'] }],
    } as const;
    const [[whole] = []] = (await app.semantic.ask(asked, analyst)).rows;
    expect(made(sum(2) / sum(3))).toBeCloseTo(Number(whole), 9);
    expect(answer.columns.slice(2).map(({ name }) => name)).toEqual([over, 'customer_months']);
  });
});
