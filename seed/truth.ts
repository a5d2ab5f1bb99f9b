import type { Warehouse } from '../src/warehouse/warehouse.js';

/** What the sample operator's data hide, for tests of what is found in them. */
export interface Truth {
  /** Customers of each planted behaviour segment. */
  readonly segments: Readonly<Record<string, number>>;
  /** Coefficients of the monthly hazard's logit. */
  readonly hazard: Readonly<Record<string, number>>;
  /** Share of customers holding the second product among those offered it with and without the first. */
  readonly affinity: { readonly first: string; readonly second: string; readonly with: number };
  readonly customerMonths: number;
  readonly churned: number;
  readonly revenue: string;
}

const SEGMENTS = [
  'young streamers',
  'families',
  'business travellers',
  'seniors who call',
  'price watchers',
  'commuters',
];

/** As in sql/make-3-month.sql. */
const HAZARD = {
  base: -4.95,
  monthToMonth: 1.2,
  twoYear: -0.8,
  contractEnds: 1.7,
  priceShock: 0.9,
  complaint: 0.55,
  poorNetwork: 0.6,
  rivalOffer: 1.1,
  tenureMonth: -0.015,
};

/** Reads the truth from the tables that the files were made of. */
export async function readTruth(warehouse: Warehouse): Promise<Truth> {
  const segments = await warehouse.query(
    { text: 'SELECT segment, count() FROM tenure_seed.customer GROUP BY segment ORDER BY segment' },
    { lane: 'batch' },
  );
  const { rows } = await warehouse.query(
    {
      text: `SELECT count(), countIf(is_last), (SELECT toString(sum(charged)) FROM tenure_seed.bill) FROM tenure_seed.stay`,
    },
    { lane: 'batch' },
  );
  const [customerMonths, churned, revenue] = rows[0] ?? [];
  return {
    segments: Object.fromEntries(
      segments.rows.map(([segment, count]) => [SEGMENTS[Number(segment) - 1] ?? String(segment), Number(count)]),
    ),
    hazard: HAZARD,
    affinity: { first: 'video', second: 'music', with: 0.7 },
    customerMonths: Number(customerMonths),
    churned: Number(churned),
    revenue: String(revenue),
  };
}
