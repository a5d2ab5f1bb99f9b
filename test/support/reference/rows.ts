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
  arrears: 4,
};

export const AMOUNTS = [
  'active',
  'joined',
  'churned',
  'contacts',
  'complaints',
  'tenure_months',
  'products_held',
  ...Object.keys(SCALES),
];

type Cells = readonly unknown[];

type Names = ReadonlyMap<string, readonly string[]>;

/** Names of the dimension tables by code, with `Unknown` for codes that no table has. */
export interface DimensionNames {
  textOf(codes: {
    readonly district: string;
    readonly plan: string;
    readonly tier: string;
    readonly channel: string;
    readonly device: string;
  }): {
    readonly provinceCode: string;
    readonly text: Readonly<Record<string, string | null>>;
  };
}

export async function readNames(read: (text: string) => Promise<readonly Cells[]>): Promise<DimensionNames> {
  const keyed = async (text: string): Promise<Names> =>
    new Map((await read(text)).map(([key, ...names]) => [String(key), names.map(String)]));
  const regions = await keyed(
    'SELECT district_code, district_en, city_en, province_en, province_code FROM tenure.dim_region',
  );
  const plans = await keyed('SELECT plan_code, plan_en, family, product_line FROM tenure.dim_plan');
  const channels = await keyed('SELECT channel_code, channel_en, kind FROM tenure.dim_channel');
  const tiers = await keyed('SELECT tier, customer_type FROM tenure.dim_tier');
  const devices = await keyed('SELECT device_code, device_en, generation, brand FROM tenure.dim_device');
  const unknown = Array.from({ length: 3 }, () => 'Unknown');
  return {
    textOf(codes) {
      const [district, city, province, provinceCode = '0'] = regions.get(codes.district) ?? unknown;
      const [plan, family, productLine] = plans.get(codes.plan) ?? unknown;
      const [customerType] = tiers.get(codes.tier) ?? unknown;
      const [device, generation, brand] = devices.get(codes.device) ?? unknown;
      const [channel, kind] = channels.get(codes.channel) ?? unknown;
      const text = {
        district,
        city,
        province,
        province_code: provinceCode,
        plan,
        plan_family: family || 'Unknown',
        product_line: productLine || 'Unknown',
        tier: codes.tier,
        customer_type: customerType || 'Unknown',
        device,
        device_generation: generation || 'Unknown',
        device_brand: brand || 'Unknown',
        channel,
        channel_kind: kind,
      };
      return { provinceCode, text: nullable(text) };
    },
  };
}

/** Reads the light layer itself, once. */
export async function readReferenceRows(warehouse: Warehouse): Promise<ReferenceRow[]> {
  const read = async (text: string) => (await warehouse.query({ text })).rows;
  const names = await readNames(read);
  const rows = await read(
    `SELECT toString(month), toString(customer_key), district_code, plan_code, tier, channel_code, device_code,
       text_attributes['contract'], if(mapContains(number_attributes, 'household_size'), number_attributes['household_size'], NULL),
       if(mapContains(flag_attributes, 'paperless'), flag_attributes['paperless'], NULL),
       ${AMOUNTS.map((name) => `toString(${name})`).join(', ')}
     FROM tenure.customer_month`,
  );
  return rows.map(
    ([month, customer, district, plan, tier, channel, device, contract, household, paperless, ...amounts]) => {
      const { provinceCode, text } = names.textOf({
        district: String(district),
        plan: String(plan),
        tier: String(tier),
        channel: String(channel),
        device: String(device),
      });
      return {
        customer: String(customer),
        month: String(month),
        provinceCode,
        text: {
          ...text,
          contract: contract === '' ? 'Unknown' : String(contract),
          tenure_band: band(Number(amounts[AMOUNTS.indexOf('tenure_months')])),
        },
        number: { household_size: household === null ? null : Number(household) },
        flag: { paperless: paperless === null ? null : paperless === true || paperless === 1 },
        amounts: Object.fromEntries(
          AMOUNTS.map((name, index) => [name, scaled(String(amounts[index]), SCALES[name] ?? 0)]),
        ),
      };
    },
  );
}

export function nullable(values: Record<string, string | null | undefined>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null]));
}

export function band(months: number): string {
  if (months < 3) return '0-2 months';
  if (months < 12) return '3-11 months';
  if (months < 24) return '12-23 months';
  return months < 48 ? '24-47 months' : '48+ months';
}

export function scaled(text: string, places: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const digits = BigInt(whole + fraction.padEnd(places, '0').slice(0, places));
  return text.startsWith('-') ? -digits : digits;
}
