import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callers } from '../support/policy/doors.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

let app: SmallApp;
let call: ReturnType<typeof callers>;
beforeAll(async () => {
  app = await openSmallApp();
  call = callers(app);
});
afterAll(() => app?.close());

const FORECAST = `query ($view: String!, $measure: String!, $by: [String!]!, $filters: [FilterInput!], $months: Int!) {
  forecast(view: $view, measure: $measure, by: $by, filters: $filters, months: $months) {
    coherent
    basis { kind first last monthsUsed leftOut gaps ratioOf { numerator denominator } limitedTo { provinces accountManagers } }
    cells { path notes parameters backTest { origins months smape mase coverage { level share } }
      points { month isForecast value intervals { level low high } } }
    receipt { snapshot complete queries definitions { measure } } } }`;

interface Point {
  readonly month: string;
  readonly isForecast: boolean;
  readonly value: number | null;
  readonly intervals: readonly { readonly level: number; readonly low: number; readonly high: number }[];
}
interface Cell {
  readonly path: readonly (string | null)[];
  readonly points: readonly Point[];
}

async function asked(user: string, variables: object) {
  const { body } = await call.graphql(FORECAST, user, {
    view: 'churn',
    measure: 'churned',
    by: [],
    months: 6,
    ...variables,
  });
  return body;
}

describe('GraphQL', () => {
  it('answers with cells, intervals, back-test, parameters and a receipt', async () => {
    const { data, errors } = await asked('analyst', { by: ['province'] });
    expect(errors).toBeUndefined();
    const { cells, basis, receipt, coherent } = data.forecast;
    expect(coherent).toBe(true);
    expect(basis).toMatchObject({ kind: 'count', first: '2023-11-01', leftOut: null, ratioOf: null });
    expect(receipt).toMatchObject({ complete: true, queries: 2, definitions: [{ measure: 'churned' }] });
    expect(cells[0]).toMatchObject({ path: [], backTest: { origins: 3 } });
    expect(cells[0].parameters.series.theta).toBeDefined();
    const [first] = cells[0].points.filter((point: Point) => point.isForecast);
    expect(first.intervals.map(({ level }: { level: number }) => level)).toEqual([0.8, 0.95]);
  });

  it('makes a manager’s of his rows, and says so', async () => {
    const { data } = await asked('manager.sichuan', { by: ['province'] });
    expect(data.forecast.basis.limitedTo.provinces).toEqual(['510000']);
    expect(data.forecast.cells.map(({ path }: Cell) => path)).toEqual([[], ['Sichuan']]);
  });

  it.each([
    [{ view: 'churn' }, 'UNKNOWN_VIEW'],
    [{ view: 'customers', measure: 'churn_rate' }, 'UNKNOWN_MEMBER'],
    [{ view: 'billing', measure: 'margin' }, 'UNKNOWN_MEMBER'],
  ])('does not know for service what service may not see: %j', async (variables, code) => {
    const { errors } = await asked('service', variables);
    expect(errors[0].extensions.code).toBe(code);
  });
});
