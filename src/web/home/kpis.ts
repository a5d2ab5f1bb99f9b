import type { CatalogMeasure, CatalogView, Cell, ColumnInfo, PivotResult } from '../api/types.js';
import { dateOf, shiftDate } from '../pivot/period.js';

/** A figure that a role watches: which way is good, and of what it is the quotient where it is one. */
export interface Kpi {
  readonly view: string;
  readonly measure: string;
  readonly good: 'up' | 'down';
}

const KPIS: Readonly<Record<string, Kpi>> = {
  churn_rate: { view: 'churn', measure: 'churn_rate', good: 'down' },
  customers: { view: 'churn', measure: 'customers', good: 'up' },
  net_growth: { view: 'churn', measure: 'net_growth', good: 'up' },
  joined: { view: 'churn', measure: 'joined', good: 'up' },
  churned: { view: 'churn', measure: 'churned', good: 'down' },
  arpu: { view: 'value', measure: 'arpu', good: 'up' },
  revenue: { view: 'value', measure: 'revenue', good: 'up' },
  margin: { view: 'value', measure: 'margin', good: 'up' },
  // The history of the scores has every scored month; the subject `risk` the latest alone.
  value_at_risk: { view: 'risk_history', measure: 'value_at_risk', good: 'down' },
  complaint_rate: { view: 'service', measure: 'complaint_rate', good: 'down' },
  contacts: { view: 'service', measure: 'contacts', good: 'down' },
  complaints: { view: 'service', measure: 'complaints', good: 'down' },
  satisfaction: { view: 'service', measure: 'satisfaction', good: 'up' },
  arrears: { view: 'billing', measure: 'arrears', good: 'down' },
  arrears_rate: { view: 'billing', measure: 'arrears_rate', good: 'down' },
  payment_days: { view: 'billing', measure: 'payment_days', good: 'down' },
};

/** Which way is good for a figure; null where nobody has said. */
export const goodWay = (measure: string): 'up' | 'down' | null => KPIS[measure]?.good ?? null;

const BY_ROLE: readonly (readonly [string, readonly string[]])[] = [
  [
    'executive',
    ['revenue', 'churn_rate', 'arpu', 'value_at_risk', 'complaint_rate', 'arrears_rate', 'margin', 'customers'],
  ],
  [
    'manager',
    ['customers', 'churn_rate', 'net_growth', 'revenue', 'arpu', 'value_at_risk', 'complaint_rate', 'arrears_rate'],
  ],
  [
    'service',
    [
      'contacts',
      'complaints',
      'complaint_rate',
      'satisfaction',
      'arrears',
      'arrears_rate',
      'payment_days',
      'customers',
    ],
  ],
  ['analyst', ['churn_rate', 'customers', 'joined', 'churned', 'arpu', 'revenue', 'value_at_risk', 'complaint_rate']],
];

export interface ShownKpi extends Kpi {
  readonly catalogView: CatalogView;
  readonly catalogMeasure: CatalogMeasure;
  /** The measure that says what the figure should be, where the model has one. */
  readonly target: string | null;
}

/** What somebody of these roles watches, as far as the catalogue offers it: the model hides what the policy forbids. */
export function kpisFor(groups: readonly string[], catalog: readonly CatalogView[]): readonly ShownKpi[] {
  const wanted = BY_ROLE.find(([role]) => groups.includes(role))?.[1] ?? BY_ROLE[0]?.[1] ?? [];
  return wanted.flatMap((name) => {
    const kpi = KPIS[name];
    const named = catalog.find((one) => one.name === kpi?.view);
    // The model may offer a figure in another subject than the usual one.
    const view = named?.measures.some((one) => one.name === kpi?.measure)
      ? named
      : catalog.find((one) => one.measures.some((m) => m.name === kpi?.measure));
    const measure = view?.measures.find((one) => one.name === kpi?.measure);
    return kpi && view && measure && view.timeDimension
      ? [{ ...kpi, view: view.name, catalogView: view, catalogMeasure: measure, target: targetOf(view, kpi.measure) }]
      : [];
  });
}

function targetOf(view: CatalogView, measure: string): string | null {
  const name = `${measure}_target`;
  return view.measures.some((one) => one.name === name) ? name : null;
}

export const infoOf = (measure: CatalogMeasure): ColumnInfo => ({
  name: measure.name,
  title: measure.title.en,
  unit: measure.unit,
  format: measure.format,
  type: measure.type,
});

export interface Course {
  /** Months from the first to the last, without gaps: what has no figure is null. */
  readonly months: readonly string[];
  readonly values: readonly (number | null)[];
  readonly latest: { readonly month: string; readonly value: number | null };
  readonly previous: number | null;
  readonly lastYear: number | null;
}

const number = (cell: Cell | undefined): number | null =>
  cell === null || cell === undefined || Number.isNaN(Number(cell)) ? null : Number(cell);

/** How a measure went month by month, from a pivot with months as its only columns and no rows. */
export function courseOf(result: PivotResult, measure: number): Course | null {
  const width = result.measures.length;
  const at = new Map<string, number | null>();
  result.columns.forEach((column, c) => {
    const [month] = column.path;
    if (typeof month === 'string') at.set(dateOf(month), number(result.cells[0]?.[c * width + measure]));
  });
  const sorted = [...at.keys()].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return null;
  const months: string[] = [];
  for (let month = first; month <= last; month = shiftDate(month, { count: 1, unit: 'month' })) months.push(month);
  const value = (month: string) => at.get(month) ?? null;
  return {
    months,
    values: months.map(value),
    latest: { month: last, value: value(last) },
    previous: value(shiftDate(last, { count: -1, unit: 'month' })),
    lastYear: value(shiftDate(last, { count: -12, unit: 'month' })),
  };
}
