import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../../test/support/small-warehouse.js';
import type { Principal } from '../../access/principal.js';
import { forecastCells } from '../../analytics/forecast/cells.js';
import { readDate } from '../../analytics/month.js';
import type { Semantic } from '../../semantic/create.js';
import { forecast } from './forecast.js';
import type { ForecastCell, ForecastQuestion } from './question.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
const manager: Principal = { ...admin, user: 'm', groups: ['manager'], provinces: ['510000'] };
const service: Principal = { ...admin, user: 's', groups: ['service'], accountManagers: ['AM-44-1'] };
/** The star has 14 months, from November 2023 to December 2024. */
const today = '2025-03-01';
let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(300, 14);
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const ask = (question: Partial<ForecastQuestion>, who = admin) =>
  forecast(semantic, { view: 'churn', measure: 'churned', months: 6, today, ...question }, who);
const ahead = ({ points }: ForecastCell) => points.filter(({ isForecast }) => isForecast);
const numbers = async (text: string) => (await small.warehouse.query({ text })).rows.map(([value]) => Number(value));

function expectSums(cells: readonly ForecastCell[]): void {
  for (const parent of cells) {
    const depth = parent.path.length;
    const children = cells.filter(
      ({ path }) => path.length === depth + 1 && JSON.stringify(path.slice(0, depth)) === JSON.stringify(parent.path),
    );
    if (children.length === 0) continue;
    for (const [step, { value }] of ahead(parent).entries()) {
      const sum = children.reduce((total, child) => total + Number(ahead(child)[step]?.value), 0);
      expect(Math.abs(sum - Number(value))).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(Number(value))));
    }
  }
}

describe('a forecast', () => {
  it('of all is that of what the engine counts by month', async () => {
    const { cells, basis, isCoherent } = await ask({});
    const values = await numbers('SELECT sum(churned) FROM tenure.customer_month GROUP BY month ORDER BY month');
    const [mine] = forecastCells({
      cells: [{ key: '', parent: null, values }],
      start: readDate('2023-11').month,
      kind: 'count',
      horizon: 6,
    }).cells;
    expect(cells).toHaveLength(1);
    expect(ahead(cells[0] as ForecastCell)).toEqual(
      mine?.months.map(({ month, value, intervals }) => ({ month: `${month}-01`, isForecast: true, value, intervals })),
    );
    expect(cells[0]?.points.slice(0, values.length).map(({ value }) => value)).toEqual(values);
    expect(isCoherent).toBe(false);
    expect(basis).toMatchObject({ kind: 'count', first: '2023-11-01', last: '2024-12-01', monthsUsed: 14 });
    expect(basis.leftOut).toBeNull();
  });

  it.each(['churned', 'revenue', 'customers', 'joined'])('of %s adds up over all levels', async (measure) => {
    const { cells, isCoherent } = await ask({ measure, by: ['province', 'city'] });
    expect(isCoherent).toBe(true);
    expect(cells.some(({ path }) => path.length === 2)).toBe(true);
    expectSums(cells);
    for (const cell of cells) for (const { value } of ahead(cell)) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('of a ratio is that of its parts, with an interval around it', async () => {
    const [rate, churned, months] = await Promise.all(
      ['churn_rate', 'churned', 'customer_months'].map((measure) => ask({ measure, by: ['province'] })),
    );
    expect(rate?.basis.ratioOf).toEqual({ numerator: 'churned', denominator: 'customer_months' });
    for (const [c, cell] of (rate?.cells ?? []).entries())
      for (const [step, { value, intervals }] of ahead(cell).entries()) {
        const at = (answer: typeof churned) => Number(ahead(answer?.cells[c] as ForecastCell)[step]?.value);
        expect(value).toBe(at(churned) / at(months));
        for (const { low, high } of intervals)
          expect([low <= Number(value), high >= Number(value)]).toEqual([true, true]);
      }
  });

  it('has no season from 14 months, and says so', async () => {
    const { cells } = await ask({ measure: 'revenue' });
    expect(cells[0]?.notes).toEqual(expect.arrayContaining(['season-unknown', 'calendar-unknown']));
  });

  it('leaves out the month that is not over, and forecasts it', async () => {
    const { basis, cells } = await ask({ today: '2024-12-15' });
    expect(basis).toMatchObject({ leftOut: '2024-12-01', last: '2024-11-01', monthsUsed: 13 });
    expect(ahead(cells[0] as ForecastCell)[0]?.month).toBe('2024-12-01');
  });

  it('does without the last months where they are held out', async () => {
    const { basis, cells } = await ask({ holdOut: 2, months: 2 });
    expect(basis).toMatchObject({ leftOut: null, last: '2024-10-01' });
    expect(ahead(cells[0] as ForecastCell).map(({ month }) => month)).toEqual(['2024-11-01', '2024-12-01']);
  });

  it('of a province alone is of its rows, as is its manager’s', async () => {
    const filters = [{ member: 'province', operator: 'equals', values: ['Sichuan'] }] as const;
    const [own, his] = await Promise.all([
      ask({ measure: 'revenue', by: ['city'], filters }),
      ask({ measure: 'revenue', by: ['city'] }, manager),
    ]);
    expect(his.cells).toEqual(own.cells);
    expect(his.basis.limitedTo).toEqual({ provinces: ['510000'], accountManagers: [] });
    expect(his.cells.flatMap(({ path }) => path)).not.toContain('Guangzhou');
  });

  it('does not tell of what the caller may not see', async () => {
    await expect(ask({}, service)).rejects.toMatchObject({ kind: 'UNKNOWN_VIEW' });
    await expect(ask({ measure: 'nonsense' })).rejects.toMatchObject({ kind: 'UNKNOWN_MEMBER' });
    await expect(ask({ by: ['nonsense'] })).rejects.toMatchObject({ kind: 'UNKNOWN_MEMBER' });
    const filters = [{ member: 'nonsense', operator: 'equals', values: ['x'] }] as const;
    await expect(ask({ filters })).rejects.toMatchObject({ kind: 'UNKNOWN_MEMBER' });
  });

  it.each([
    [{ months: 0 }, 'BAD_REQUEST'],
    [{ months: 121 }, 'BAD_REQUEST'],
    [{ levels: [1] }, 'BAD_REQUEST'],
    [{ holdOut: -1 }, 'BAD_REQUEST'],
    [{ by: ['province', 'province'] }, 'BAD_REQUEST'],
    [{ by: ['month'] }, 'WRONG_USE'],
    [{ measure: 'churned_previous' }, 'WRONG_USE'],
    [{ view: 'risk', measure: 'churn_risk' }, 'WRONG_USE'],
  ] as const)('refuses %j', async (question, kind) => {
    await expect(ask(question)).rejects.toMatchObject({ kind });
  });

  it('is empty where no month is left', async () => {
    expect((await ask({ holdOut: 50 })).cells).toEqual([]);
    const filters = [{ member: 'province', operator: 'equals', values: ['Nowhere'] }] as const;
    expect((await ask({ filters, by: ['city'] })).cells).toEqual([]);
  });
});
