import type { Warehouse } from '../src/warehouse/warehouse.js';
import { NEW_YEARS } from './new-years.js';

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
  readonly campaigns: readonly CampaignTruth[];
  readonly cheats: readonly {
    readonly customer: string;
    readonly kind: string;
    readonly from: string;
    readonly to: string;
  }[];
  /** Bills corrected by hand; all others are to the cent what their tariffs make of the use. */
  readonly adjustments: { readonly perMonth: number; readonly bills: number };
  /** Days of the Chinese New Year in the months of the sample; use is higher in the week before and after. */
  readonly chineseNewYears: readonly string[];
}

/** What a campaign was planted to do. Kinds: by what being reached makes of a member (sql/make-4-campaign.sql). */
export interface CampaignTruth {
  readonly code: string;
  readonly state: string;
  /** Whether the whole window lies in the sample. */
  readonly matured: boolean;
  readonly members: { readonly treated: number; readonly control: number };
  readonly kinds: Readonly<Record<'persuadable' | 'sure' | 'lost' | 'sleeping dog', number>>;
  /** Members whom somebody reached; of the control arm: contamination. */
  readonly reached: { readonly treated: number; readonly control: number };
  /** Members still with us at the window's end. */
  readonly stayed: { readonly treated: number; readonly control: number };
  /** Those who would have stayed without the campaign. */
  readonly wouldHaveStayed: { readonly treated: number; readonly control: number };
  /** Expected difference of the arms' rates of staying: share of persuadables less sleeping dogs, times the difference in reach. */
  readonly effect: number;
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
  const ask = async (text: string) => (await warehouse.query({ text }, { lane: 'batch' })).rows;
  const campaigns = await ask(`
    SELECT code, any(k.state), any(k.freeze_m + k.window_months) <= (SELECT max(m) FROM tenure_seed.month), countIf(treated), countIf(NOT treated),
      countIf(kind = 'persuadable'), countIf(kind = 'sure'), countIf(kind = 'lost'), countIf(kind = 'sleeping dog'),
      countIf(reached AND treated), countIf(reached AND NOT treated), countIf(stays AND treated), countIf(stays AND NOT treated),
      countIf(stays_without AND treated), countIf(stays_without AND NOT treated)
    FROM tenure_seed.member AS k GROUP BY code ORDER BY code`);
  const cheats = await ask(`
    SELECT c.customer_id, k.kind, formatDateTime(min(s.month), '%Y-%m'), formatDateTime(max(s.month), '%Y-%m')
    FROM tenure_seed.cheat AS k INNER JOIN tenure_seed.stay AS s ON s.i = k.i INNER JOIN tenure_seed.customer AS c ON c.i = k.i
    WHERE s.m BETWEEN k.from_m AND k.to_m GROUP BY c.customer_id, k.kind ORDER BY k.kind, c.customer_id`);
  const [[adjusted] = []] = await ask('SELECT count() FROM tenure_seed.adjustment');
  const newYears = await ask(`
    SELECT toString(day) AS one FROM (SELECT arrayJoin([${NEW_YEARS.map((day) => `toDate('${day}')`).join(', ')}]) AS day)
    WHERE toStartOfMonth(day) IN (SELECT month FROM tenure_seed.month) ORDER BY one`);
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
    campaigns: campaigns.map(campaignTruth),
    cheats: cheats.map(([customer, kind, from, to]) => ({
      customer: String(customer),
      kind: String(kind),
      from: String(from),
      to: String(to),
    })),
    adjustments: { perMonth: 5, bills: Number(adjusted) },
    chineseNewYears: newYears.map(([day]) => String(day)),
  };
}

function campaignTruth([code, state, matured, ...counts]: readonly unknown[]): CampaignTruth {
  const [treated, control, persuadable, sure, lost, dogs, ...pairs] = counts.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    ...number[],
  ];
  const pair = (at: number) => ({ treated: pairs[at] ?? 0, control: pairs[at + 1] ?? 0 });
  return {
    code: String(code),
    state: String(state),
    matured: Boolean(matured),
    members: { treated, control },
    kinds: { persuadable, sure, lost, 'sleeping dog': dogs },
    reached: pair(0),
    stayed: pair(2),
    wouldHaveStayed: pair(4),
    effect: state === 'frozen' ? 0 : ((persuadable - dogs) / (treated + control)) * (0.85 - 0.02),
  };
}
