import type { Warehouse } from '../../../src/warehouse/warehouse.js';

/** One row of the light layer with the names of its dimension tables, joined here by hand: no dictionary, no projection. */
export interface ReferenceRow {
  readonly customer: string;
  readonly provinceCode: string;
  readonly text: Readonly<Record<string, string | null>>;
  readonly number: Readonly<Record<string, number | null>>;
  readonly flag: Readonly<Record<string, boolean | null>>;
  readonly month: string;
  readonly amounts: Readonly<Record<string, bigint>>;
}

/** Places of the decimals in `amounts`; whole numbers have none. */
export const SCALES: Readonly<Record<string, number>> = {
  monthly_charges: 4,
  revenue: 4,
  cost: 4,
  margin: 4,
  data_mb: 3,
};

const AMOUNTS = ['active', 'joined', 'churned', 'contacts', 'complaints', 'tenure_months', ...Object.keys(SCALES)];

type Cells = readonly unknown[];

/** Reads the tables themselves, once. */
export async function readReferenceRows(warehouse: Warehouse): Promise<ReferenceRow[]> {
  const read = async (text: string) => (await warehouse.query({ text })).rows;
  const keyed = (rows: readonly Cells[]) => new Map(rows.map(([key, ...names]) => [String(key), names.map(String)]));
  const regions = keyed(
    await read('SELECT district_code, district_en, city_en, province_en, province_code FROM tenure.dim_region'),
  );
  const plans = keyed(await read('SELECT plan_code, plan_en, family FROM tenure.dim_plan'));
  const channels = keyed(await read('SELECT channel_code, channel_en, kind FROM tenure.dim_channel'));
  const reasons = keyed(await read('SELECT reason_code, reason_en, category FROM tenure.dim_reason'));
  const rows = await read(
    `SELECT toString(month), toString(customer_key), district_code, plan_code, tier, channel_code, reason_code,
       text_attributes['contract'], if(mapContains(number_attributes, 'household_size'), number_attributes['household_size'], NULL),
       if(mapContains(flag_attributes, 'paperless'), flag_attributes['paperless'], NULL),
       ${AMOUNTS.map((name) => `toString(${name})`).join(', ')}
     FROM tenure.customer_month`,
  );
  const unknown = (count: number) => Array.from({ length: count }, () => 'Unknown');
  return rows.map(
    ([month, customer, district, plan, tier, channel, reason, contract, household, paperless, ...amounts]) => {
      const [districtName, city, province, provinceCode] = regions.get(String(district)) ?? [...unknown(3), '0'];
      const [planName, family] = plans.get(String(plan)) ?? unknown(2);
      const [channelName, kind] = channels.get(String(channel)) ?? unknown(2);
      const [reasonName, category] = reasons.get(String(reason)) ?? unknown(2);
      const tenure = Number(amounts[AMOUNTS.indexOf('tenure_months')]);
      return {
        customer: String(customer),
        month: String(month),
        provinceCode: provinceCode ?? '0',
        text: nullable({
          district: districtName,
          city,
          province,
          province_code: provinceCode,
          plan: planName,
          plan_family: family,
          channel: channelName,
          channel_kind: kind,
          reason: reasonName,
          reason_category: category,
          tier: String(tier),
          contract: contract === '' ? null : String(contract),
          tenure_band: band(tenure),
        }),
        number: { household_size: household === null ? null : Number(household) },
        flag: { paperless: paperless === null ? null : paperless === true || paperless === 1 },
        amounts: Object.fromEntries(
          AMOUNTS.map((name, index) => [name, scaled(String(amounts[index]), SCALES[name] ?? 0)]),
        ),
      };
    },
  );
}

function nullable(values: Record<string, string | null | undefined>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null]));
}

function band(months: number): string {
  if (months < 3) return '0-2 months';
  if (months < 12) return '3-11 months';
  if (months < 24) return '12-23 months';
  return months < 48 ? '24-47 months' : '48+ months';
}

function scaled(text: string, places: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const digits = BigInt(whole + fraction.padEnd(places, '0').slice(0, places));
  return text.startsWith('-') ? -digits : digits;
}
