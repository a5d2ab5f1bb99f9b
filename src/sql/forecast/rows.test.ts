import { expect, it } from 'vitest';
import type { ForecastNote } from '../../analytics/forecast/forecast.js';
import type { CatalogMeasure, CatalogView } from '../../semantic/contract/catalog.js';
import type { RunContext } from '../query/run-context.js';
import type { ForecastRelation } from './relation.js';
import { ForecastRows } from './rows.js';

const measure = { name: 'churned' } as CatalogMeasure;
const relation: ForecastRelation = {
  name: 'churn_forecast',
  view: { name: 'churn' } as CatalogView,
  dimensions: [],
  measures: [measure],
  columns: new Map(),
};

/** Cells of two months known and one ahead. */
async function monthsOf(notes: readonly ForecastNote[]): Promise<string> {
  const point = (month: string, isForecast: boolean) => ({ month, isForecast, value: 5, intervals: [] });
  const points = [point('2026-01-01', false), point('2026-02-01', false), point('2026-03-01', true)];
  const figures = [{ name: 'churned_forecast', measure, figure: '_forecast', adds: true }] as const;
  const rows = new ForecastRows(relation, [], figures, async () => ({
    cells: [{ path: [], points, backTest: null, parameters: {}, notes }],
    isCoherent: false,
    basis: {
      kind: 'count',
      first: '2026-01-01',
      last: '2026-02-01',
      monthsUsed: 2,
      leftOut: null,
      gaps: 0,
      ratioOf: null,
      limitedTo: { provinces: [], accountManagers: [] },
    },
    receipts: [],
  }));
  const [months] = await rows.run({ signal: new AbortController().signal } as RunContext);
  return String(months?.value ?? months);
}

it('a mean of too few months is no forecast where no row can say so', async () => {
  expect(await monthsOf(['too-short'])).not.toContain('2026-03-01');
  expect(await monthsOf(['season-unknown'])).toContain('2026-03-01');
});
