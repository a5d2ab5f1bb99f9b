import fc from 'fast-check';
import type { Condition, Question, TextComparison } from './question.js';

const VIEWS: Readonly<Record<string, readonly string[]>> = {
  churn: [
    'customers',
    'customer_months',
    'joined',
    'churned',
    'churn_rate',
    'retention_rate',
    'net_growth',
    'monthly_charges',
    'revenue',
    'arpu',
    'average_tenure',
  ],
  value: [
    'customers',
    'customer_months',
    'revenue',
    'cost',
    'margin',
    'arpu',
    'margin_per_customer',
    'monthly_charges',
  ],
  service: ['customers', 'customer_months', 'contacts', 'complaints', 'complaint_rate', 'churned', 'churn_rate'],
  usage: ['customers', 'customer_months', 'data_mb', 'data_mb_per_customer', 'revenue', 'arpu'],
  billing: ['customers', 'revenue', 'arrears', 'arrears_rate'],
  products: ['customers', 'products_held'],
};

const DIMENSIONS = [
  'province',
  'city',
  'district',
  'province_code',
  'plan',
  'plan_family',
  'product_line',
  'tier',
  'customer_type',
  'device',
  'device_generation',
  'device_brand',
  'channel',
  'channel_kind',
  'contract',
  'tenure_band',
];

/** What the rows of a warehouse hold, so that questions are about something. */
export interface World {
  /** First day of the month before the first; conditions name months from there on. */
  readonly firstMonth: string;
  /** A declared attribute of type flag. */
  readonly flag: string;
  readonly values: readonly string[];
}

/** Values that are hard on whoever quotes and matches. */
const AWKWARD = ['Unknown', 'nowhere', "it's", '100%', 'a_b', 'BASIC', 'g', 'Gold', '0-2 months', '510000', 'Max'];

/** The world of the small warehouse. */
export const SMALL: World = {
  firstMonth: '2023-10-01',
  flag: 'paperless',
  values: [
    'Sichuan',
    'Guangdong',
    'Chengdu',
    'Futian',
    'Basic 29',
    'Silver',
    'Shop',
    'Digital',
    'Month-to-month',
    'One year',
    'Personal',
    'Business',
    'Lark',
    '4G',
  ],
};

/** Questions of every subject that the reference knows, by every role, grouped and filtered in every way. */
export function questionOf(world: World): fc.Arbitrary<Question> {
  const condition = conditionOf(world);
  return fc.constantFrom(...Object.keys(VIEWS)).chain((view) => questionOver(view, condition));
}

function conditionOf({ firstMonth, flag, values }: World): fc.Arbitrary<Condition> {
  const month = fc.integer({ min: 0, max: 17 }).map((index) => {
    const date = new Date(`${firstMonth}T00:00:00Z`);
    date.setUTCMonth(date.getUTCMonth() + index);
    return date.toISOString().slice(0, 10);
  });

  const text: fc.Arbitrary<Condition> = fc
    .record({
      member: fc.constantFrom(...DIMENSIONS),
      how: fc.constantFrom<TextComparison>(
        'in',
        'notIn',
        'contains',
        'notContains',
        'startsWith',
        'endsWith',
        'set',
        'notSet',
      ),
      values: fc.array(fc.constantFrom(...values, ...AWKWARD), { minLength: 1, maxLength: 3 }),
    })
    .map((condition) => ({ kind: 'text' as const, ...condition }));

  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    { weight: 4, arbitrary: text },
    fc
      .record({ how: fc.constantFrom('gt', 'gte', 'lt', 'lte'), value: fc.constantFrom(0, 1, 2.5, 3, 5) })
      .map((condition) => ({ kind: 'number' as const, member: 'household_size', ...condition })),
    fc.boolean().map((value) => ({ kind: 'flag' as const, member: flag, value })),
    fc
      .tuple(fc.constantFrom('within', 'after', 'before', 'is'), month, month)
      .map(([how, a, b]) => ({ kind: 'month' as const, how, from: a < b ? a : b, to: a < b ? b : a })),
  );

  return fc.letrec<{ any: Condition }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 3, arbitrary: leaf },
      {
        weight: 1,
        arbitrary: fc
          .record({ kind: fc.constantFrom('and', 'or'), parts: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) })
          .map((group) => group),
      },
    ),
  })).any;
}

function questionOver(view: string, condition: fc.Arbitrary<Condition>): fc.Arbitrary<Question> {
  return fc.record({
    view: fc.constant(view),
    measures: fc.uniqueArray(fc.constantFrom(...(VIEWS[view] ?? [])), { minLength: 1, maxLength: 4 }),
    dimensions: fc.uniqueArray(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...DIMENSIONS).map((name) => ({ name })) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('month', 'quarter', 'year').map((bucket) => ({ name: 'month', bucket })),
        },
        { weight: 1, arbitrary: fc.constant({ name: 'month' }) },
      ),
      { maxLength: 3, selector: ({ name }) => name },
    ),
    conditions: fc.array(condition, { maxLength: 3 }),
    role: fc.constantFrom('admin', 'executive', 'analyst', 'manager'),
    provinces: fc.uniqueArray(fc.constantFrom('510000', '440000', '110000', '0'), { minLength: 1, maxLength: 2 }),
  }) as fc.Arbitrary<Question>;
}
