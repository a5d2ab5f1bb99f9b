import fc from 'fast-check';

export const text = ['province', 'tier', 'plan_family', 'channel', 'contract', 'city'] as const;
export const fragile = ['customers', 'churn_rate', 'arpu'] as const;
export const additive = ['churned', 'joined', 'customer_months', 'revenue', 'monthly_charges'] as const;
export const measure = fc.constantFrom(...additive, ...fragile);
export const called = measure.map((name) => `{${name}}`);

/** Expressions over dimensions that make groups or rows. */
export const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<string>(...text) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'month',
      "date_trunc('quarter', month)",
      "date_trunc('year', month)::date",
      'extract(year from month)',
      'extract(month from month)::int',
      "to_char(month, 'YYYY-MM')",
      "(month + interval '1 month')::date",
      'extract(quarter from month)::int % 2',
      "(month - date '2024-01-01') / 31",
      'extract(dow from month)',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'lower(tier)',
      'left(province, 2)',
      "coalesce(contract, 'none')",
      'upper(contract)',
      "province || '/' || tier",
      "case when tier = 'Gold' then 'best' when province < 'H' then 'early' else 'rest' end",
      'length(city)',
      'length(city) / 3',
      'length(province) % 4 - 2',
      'initcap(channel)',
      "nullif(tier, 'Gold')",
      'contract is null',
      'paperless',
      'household_size',
      'household_size > 2',
      "tier in ('Gold', 'Silver')",
      "split_part(city, 'a', 1)",
      '10 / nullif(length(tier) - 4, 0)',
    ),
  },
);

const condition = fc.constantFrom(
  "month >= '2024-03-01'",
  "month between '2023-11-15' and '2024-06-30'",
  'extract(year from month) = 2024',
  "province <> 'Sichuan'",
  "province like '%an%'",
  "province not like 'S%'",
  "tier ilike 'g%'",
  'contract is not null',
  'contract is null',
  "contract = 'none'",
  "contract not in ('Two year', 'x')",
  "coalesce(contract, '') <> 'Two year'",
  "(tier = 'Gold' or province > 'J')",
  "not (tier = 'Silver' and length(city) > 6)",
  "tier = any(array['Gold', 'Bronze'])",
  "tier <> all(array['Gold', 'x'])",
  'paperless',
  'not paperless',
  'household_size >= 2',
  'household_size is null',
  'length(city) / 2 = 3',
  "lower(left(city, 1)) between 'c' and 'm'",
  "month = (select max(month) from churn where tier = 'Gold')",
  'city in (select city from churn group by 1 having {churned} > 2)',
  "province not in (select province from churn where tier = 'Gold' and month > '2024-05-01')",
  "month > date '2024-12-31' - interval '9 months'",
  "customer_id > 'C000200'",
  'true',
  "tier = 'nothing'",
);
export const where = fc
  .array(condition, { maxLength: 2 })
  .map((conditions) => (conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`));

export const aggregate = fc.oneof(
  { weight: 5, arbitrary: called },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        called,
        fc.constantFrom("tier = 'Gold'", "month < '2024-04-01'", 'contract is null', "province like '%n%'"),
      )
      .map(([call, filter]) => `${call} filter (where ${filter})`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'count(*)',
      'count(distinct city)',
      'count(contract)',
      'min(month)',
      'max(tier)',
      'min(contract)',
      'count(distinct contract)',
      'sum(household_size)',
      'avg(household_size)',
      'count(*) filter (where contract is null)',
      'count(distinct customer_id)',
      'sum(churned)',
      "sum(case when tier = 'Gold' then revenue else 0 end)",
      "sum(case when tier = 'Gold' then churned end)",
      'coalesce(sum(churned), 0) / nullif(sum(joined), 0)',
      'sum(revenue) - sum(monthly_charges)',
      'max(length(city)) - min(length(city))',
      'bool_or(paperless)',
      'count(*) * 100 / 7',
      'max(month) - min(month)',
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(called, fc.constantFrom('+', '-', '*'), called)
      .map(([a, operator, b]) => `${a} ${operator} ${b}`),
  },
  { weight: 1, arbitrary: called.map((call) => `round(${call}::numeric, 2)`) },
  { weight: 1, arbitrary: called.map((call) => `case when ${call} > 3 then 'many' else 'few' end`) },
);

export const having = fc.constantFrom(
  '',
  '',
  ' having {churned} > 1',
  ' having {churn_rate} > 0.02',
  ' having count(*) > 30 and {customers} < 200',
  ' having {arpu} is not null or {joined} = 0',
  " having min(month) < '2024-02-01'",
  ' having sum(revenue) / nullif(sum(churned), 0) > 1000',
);

export const grouping = fc.constantFrom(
  (positions: string) => positions,
  (positions: string) => positions,
  (positions: string) => positions,
  (positions: string) => `rollup (${positions})`,
  (positions: string) => `cube (${positions})`,
  (positions: string) => `grouping sets ((${positions}), ())`,
);
