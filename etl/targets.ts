/** How the text of a source becomes a column, and what makes a value bad. */
export type ColumnKind = 'text' | 'number' | 'decimal' | 'flag' | 'day' | 'month' | 'moment';

export interface TargetColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** ClickHouse type of the staged column. */
  readonly type: string;
  /** A row without it is quarantined. */
  readonly required?: boolean;
  /** Shown masked in the quarantine. */
  readonly personal?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** What a blank becomes; the type's own default if absent. Text of a SQL literal. */
  readonly blank?: string;
  /** Most bytes of a text; 4,000 if absent. */
  readonly longest?: number;
  /** Whether only derived columns are made of it: the table has no such column. */
  readonly passing?: boolean;
}

/** A table of the warehouse that a source can load. */
export interface Target {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly TargetColumn[];
  /** Columns made from the mapped ones: name and SQL. `{zone}` stands for the operator's time zone. */
  readonly derived: readonly { readonly name: string; readonly type: string; readonly sql: string }[];
  /** What makes two rows the same row: natural key, by table column. */
  readonly key: readonly string[];
  /** The Date column whose month is the partition; null for tables swapped whole. */
  readonly partitionBy: string | null;
  /** Sums that must come out as they went in. */
  readonly money: readonly string[];
  /** Columns that are added up where a source declares `aggregate: sum`; of the others the largest counts. Empty: it may not. */
  readonly summed: readonly string[];
  /** Whether the key numbers no record, so that several records may have one: they are parts then, or one would be lost. */
  readonly isTotal: boolean;
  /** Dictionary to reload after a swap. */
  readonly dictionary?: string | undefined;
  /** Whether rows carry customer_id and customer_key. */
  readonly ofCustomer: boolean;
}

const text = (name: string, more: Partial<TargetColumn> = {}): TargetColumn => ({
  name,
  kind: 'text',
  type: 'String',
  ...more,
});
const code = (name: string, more: Partial<TargetColumn> = {}): TargetColumn => ({
  name,
  kind: 'text',
  type: 'LowCardinality(String)',
  ...more,
});
const uint = (name: string, type = 'UInt32', more: Partial<TargetColumn> = {}): TargetColumn => ({
  name,
  kind: 'number',
  type,
  ...more,
});
const money = (name: string, more: Partial<TargetColumn> = {}): TargetColumn => ({
  name,
  kind: 'decimal',
  type: 'Decimal(18, 4)',
  ...more,
});
const day = (name: string, more: Partial<TargetColumn> = {}): TargetColumn => ({
  name,
  kind: 'day',
  type: 'Date',
  ...more,
});
const month = (name: string, more: Partial<TargetColumn> = {}): TargetColumn => ({
  name,
  kind: 'month',
  type: 'Date',
  ...more,
});
const moment = (name: string): TargetColumn => ({ name, kind: 'moment', type: "DateTime('UTC')", required: true });
const required = { required: true } as const;

const SUMMED: Readonly<Record<string, readonly string[]>> = {
  usage: ['units', 'calls', 'minutes', 'megabytes', 'charge', 'dropped_calls'],
  bill: ['recurring_charge', 'usage_charge', 'discount', 'charged', 'tax'],
  payment: ['amount'],
  cost: ['amount'],
};
const TOTALS: readonly string[] = ['usage', 'cost'];

const CUSTOMER_ID = text('customer_id', required);
const CUSTOMER_KEY = { name: 'customer_key', type: 'UInt64', sql: 'sipHash64(customer_id)' } as const;
const fact = (
  name: string,
  columns: readonly TargetColumn[],
  key: readonly string[],
  partitionBy: string | null,
  sums: readonly string[],
  derived: Target['derived'] = [],
): Target => ({
  name,
  table: `fact_${name}`,
  columns: [CUSTOMER_ID, ...columns],
  derived: [CUSTOMER_KEY, ...derived],
  key: ['customer_key', ...key],
  partitionBy,
  money: sums,
  summed: SUMMED[name] ?? [],
  isTotal: TOTALS.includes(name),
  ofCustomer: true,
});
const dimension = (name: string, columns: readonly TargetColumn[], key: string): Target => ({
  name,
  table: `dim_${name}`,
  columns,
  derived: [],
  key: [key],
  partitionBy: null,
  money: [],
  summed: [],
  isTotal: false,
  dictionary: name,
  ofCustomer: false,
});

/** Given in clear and kept as a hash alone: equal ones tell that two customers may be one person. */
const TRACES = ['document', 'address', 'device'] as const;
const LAST_DAY = "toDate('2100-01-01')";

export const TARGETS: readonly Target[] = [
  {
    name: 'customer',
    table: 'customer_change',
    columns: [
      CUSTOMER_ID,
      day('effective_on', required),
      day('joined_on', required),
      uint('district_code'),
      ...['plan_code', 'tier', 'channel_code', 'device_code', 'account_manager_code'].map((name) => code(name)),
      ...['customer_name', 'phone_number', 'email'].map((name) => text(name, { personal: true })),
      code('gender'),
      uint('birth_year', 'UInt16', { personal: true, min: 1900, max: 2100 }),
      ...TRACES.map((name) => text(name, { personal: true, passing: true })),
      code('dealer_code'),
    ],
    derived: [
      CUSTOMER_KEY,
      ...TRACES.map((name) => ({
        name: `${name}_hash`,
        type: 'String',
        sql: `if(${name} = '', '', lower(hex(sipHash128(${name}))))`,
      })),
    ],
    key: ['customer_key', 'effective_on'],
    partitionBy: null,
    money: [],
    summed: [],
    isTotal: false,
    ofCustomer: true,
  },
  fact(
    'usage',
    [
      day('date', required),
      code('service', required),
      code('hour_band'),
      code('destination'),
      code('direction', { blank: "'out'" }),
      code('roaming_zone'),
      uint('units'),
      uint('calls'),
      { name: 'minutes', kind: 'decimal', type: 'Decimal(18, 2)', min: 0 },
      { name: 'megabytes', kind: 'decimal', type: 'Decimal(18, 3)', min: 0 },
      money('charge'),
      uint('dropped_calls'),
    ],
    ['date', 'service', 'hour_band', 'destination', 'direction', 'roaming_zone'],
    'date',
    ['charge'],
  ),
  fact(
    'numbers_called',
    [
      day('date', required),
      code('direction', { blank: "'out'" }),
      text('numbers', { passing: true, longest: 100_000 }),
    ],
    ['date', 'direction'],
    'date',
    [],
    [
      {
        name: 'numbers_state',
        type: 'AggregateFunction(uniqCombined(12), String)',
        sql: "arrayReduce('uniqCombinedState(12)', arraySort(arrayDistinct(arrayFilter(one -> one != '', splitByChar(' ', numbers)))))",
      },
    ],
  ),
  fact(
    'bill',
    [
      text('bill_number', required),
      month('month', required),
      money('recurring_charge'),
      money('usage_charge'),
      money('discount'),
      money('charged', required),
      money('tax'),
      day('due_on', { blank: LAST_DAY }),
    ],
    ['bill_number'],
    'month',
    ['charged', 'recurring_charge', 'tax'],
  ),
  fact(
    'bill_line',
    [
      text('bill_number', required),
      month('month', required),
      code('kind', required),
      code('item', required),
      code('service'),
      money('amount', required),
      code('plan_code'),
      code('tariff_hash'),
    ],
    ['bill_number', 'kind', 'item'],
    'month',
    ['amount'],
  ),
  fact(
    'payment',
    [
      text('payment_number', required),
      day('paid_on', required),
      month('bill_month', required),
      money('amount', required),
      code('method'),
    ],
    ['payment_number'],
    'paid_on',
    ['amount'],
  ),
  fact(
    'subscription',
    [
      code('product_code', required),
      day('held_from', required),
      day('held_to', { blank: LAST_DAY }),
      money('monthly_fee'),
    ],
    ['product_code', 'held_from'],
    null,
    ['monthly_fee'],
  ),
  fact(
    'cost',
    [month('month', required), code('kind', required), money('amount', required)],
    ['month', 'kind'],
    'month',
    ['amount'],
  ),
  fact(
    'event',
    [
      text('event_number', required),
      code('kind', required),
      moment('occurred_at'),
      code('reason_code'),
      code('channel_code'),
      code('from_plan_code'),
      code('to_plan_code'),
      money('amount'),
    ],
    ['event_number'],
    'date',
    ['amount'],
    [{ name: 'date', type: 'Date', sql: 'toDate(occurred_at, {zone})' }],
  ),
  fact(
    'contact',
    [
      text('contact_number', required),
      moment('contacted_at'),
      code('channel_code'),
      code('reason_code'),
      { name: 'is_complaint', kind: 'flag', type: 'Bool' },
      uint('satisfaction', 'UInt8', { min: 0, max: 5 }),
      { name: 'handling_minutes', kind: 'decimal', type: 'Decimal(18, 2)', min: 0 },
    ],
    ['contact_number'],
    'date',
    ['handling_minutes'],
    [{ name: 'date', type: 'Date', sql: 'toDate(contacted_at, {zone})' }],
  ),
  fact(
    'campaign_member',
    [code('campaign_code', required), day('frozen_on', required), code('arm', required)],
    ['campaign_code'],
    'frozen_on',
    [],
  ),
  fact(
    'campaign_attempt',
    [
      text('attempt_number', required),
      code('campaign_code', required),
      moment('attempted_at'),
      code('channel_code'),
      code('outcome', required),
      money('cost'),
    ],
    ['attempt_number'],
    'date',
    ['cost'],
    [{ name: 'date', type: 'Date', sql: 'toDate(attempted_at, {zone})' }],
  ),
  fact(
    'survey',
    [
      text('survey_number', required),
      day('answered_on', required),
      code('channel_code'),
      uint('score', 'UInt8', { ...required, min: 0, max: 10 }),
    ],
    ['survey_number'],
    'answered_on',
    [],
  ),
  {
    name: 'market',
    table: 'market_total',
    columns: [
      month('month', required),
      uint('province_code'),
      code('operator', required),
      uint('customers', 'UInt64'),
      money('revenue'),
      code('source'),
    ],
    derived: [],
    key: ['month', 'province_code', 'operator'],
    partitionBy: 'month',
    money: ['revenue'],
    summed: [],
    isTotal: false,
    ofCustomer: false,
  },
  {
    name: 'tariff',
    table: 'tariff_version',
    columns: [
      code('plan_code', required),
      day('valid_from', required),
      text('tariff', { ...required, longest: 100_000 }),
    ],
    derived: [{ name: 'hash', type: 'String', sql: 'lower(hex(SHA256(tariff)))' }],
    key: ['plan_code', 'valid_from'],
    partitionBy: null,
    money: [],
    summed: [],
    isTotal: false,
    ofCustomer: false,
  },
  {
    name: 'account',
    table: 'dim_account',
    columns: [CUSTOMER_ID, code('account_code', required), code('account_en'), code('account_zh'), code('kind')],
    derived: [CUSTOMER_KEY],
    key: ['customer_key'],
    partitionBy: null,
    money: [],
    summed: [],
    isTotal: false,
    dictionary: 'account',
    ofCustomer: true,
  },
  {
    name: 'target',
    table: 'target',
    columns: [
      month('month', required),
      uint('province_code'),
      code('kpi', required),
      { name: 'value', kind: 'number', type: 'Float64', required: true },
    ],
    derived: [],
    key: ['month', 'province_code', 'kpi'],
    partitionBy: 'month',
    money: [],
    summed: [],
    isTotal: false,
    dictionary: 'kpi_target',
    ofCustomer: false,
  },
  dimension(
    'region',
    [
      uint('district_code', 'UInt32', required),
      text('district_en', required),
      text('district_zh', required),
      uint('city_code', 'UInt32', required),
      text('city_en', required),
      text('city_zh', required),
      uint('province_code', 'UInt32', required),
      text('province_en', required),
      text('province_zh', required),
    ],
    'district_code',
  ),
  dimension(
    'plan',
    [
      text('plan_code', required),
      text('plan_en', required),
      text('plan_zh', required),
      code('product_line'),
      code('family'),
      money('monthly_fee'),
      { name: 'included_mb', kind: 'decimal', type: 'Decimal(18, 3)' },
      { name: 'included_minutes', kind: 'decimal', type: 'Decimal(18, 2)' },
      day('launched_on'),
      day('withdrawn_on', { blank: LAST_DAY }),
    ],
    'plan_code',
  ),
  dimension(
    'product',
    [
      text('product_code', required),
      text('product_en', required),
      text('product_zh', required),
      code('category'),
      money('monthly_fee'),
    ],
    'product_code',
  ),
  dimension(
    'channel',
    [text('channel_code', required), text('channel_en', required), text('channel_zh', required), code('kind')],
    'channel_code',
  ),
  dimension(
    'device',
    [
      text('device_code', required),
      text('device_en', required),
      text('device_zh', required),
      code('operating_system'),
      code('generation'),
      code('brand'),
    ],
    'device_code',
  ),
  {
    ...dimension(
      'campaign',
      [
        text('campaign_code', required),
        text('campaign_en', required),
        text('campaign_zh', required),
        code('offer'),
        code('state', required),
        day('frozen_on'),
        uint('window_months', 'UInt8'),
        { name: 'holdout_share', kind: 'decimal', type: 'Decimal(9, 4)', min: 0, max: 1 },
      ],
      'campaign_code',
    ),
    dictionary: undefined,
  },
  dimension('tier', [text('tier', required), code('customer_type')], 'tier'),
  dimension(
    'reason',
    [text('reason_code', required), text('reason_en', required), text('reason_zh', required), code('category')],
    'reason_code',
  ),
  dimension(
    'account_manager',
    [
      text('account_manager_code', required),
      text('account_manager_en', required),
      text('account_manager_zh', required),
      uint('province_code'),
    ],
    'account_manager_code',
  ),
];

export function target(name: string): Target {
  const found = TARGETS.find((one) => one.name === name);
  if (!found) throw new Error(`No target is called ${name}`);
  return found;
}
