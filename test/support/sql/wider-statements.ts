import fc from 'fast-check';
import { additive, aggregate, called, measure, text, where } from './statement-pieces.js';

/** Expressions over dimensions of text, numbers and days that few statements have. */
const rareKey = fc.constantFrom(
  "regexp_replace(city, '[aeiou]', '-', 'g')",
  "translate(tier, 'Gold', 'abcd')",
  "concat_ws('-', province, tier, contract)",
  "overlay(city placing 'xx' from 2 for 1)",
  'ascii(city)',
  "lpad(tier, 8, '*')",
  "replace(contract, ' ', '_')",
  "substring(city from '^[A-Z].')",
  "strpos(province, 'an')",
  "position('i' in channel)",
  'reverse(tier)',
  'md5(tier)',
  "to_char(month, 'Mon YYYY')",
  "to_char(month, 'IYYY-IW')",
  "date_trunc('week', month)",
  'extract(epoch from month)::bigint / 86400 / 100',
  'extract(week from month)',
  'extract(doy from month)',
  'extract(isodow from month)',
  "(month - interval '3 days')::date",
  "(month + interval '1 year 2 months')::date",
  'month + 40',
  "age(date '2025-01-01', month)",
  'make_date(extract(year from month)::int, 1, 1)',
  "date_part('quarter', month + 31)",
  "(month at time zone 'UTC')::date",
  "month::timestamp + interval '36 hours'",
  "to_date(to_char(month, 'YYYYMM') || '15', 'YYYYMMDD')",
  'household_size * 2 + 1',
  'household_size / 3',
  'household_size::int',
  'length(city)::smallint',
  'sqrt(household_size)',
  'power(household_size, 2)',
  'length(city)::numeric / 7',
  'round(length(city) / 7.0, 3)',
  'mod(length(city), 3)',
  'greatest(length(city), length(province), 7)',
  'abs(length(tier) - 6)',
  "case contract when 'One year' then 1 when 'Two year' then 2 end",
  'tier || contract',
  "(tier, contract) is distinct from ('Gold', 'One year')",
  'width_bucket(length(city), 3, 12, 3)',
  "tier between 'B' and 'H' and contract is null",
  "city similar to '%(a|e)'",
  "array_length(string_to_array(city, 'a'), 1)",
  "coalesce(nullif(contract, 'One year'), tier)",
  'chr(64 + length(tier))',
  "to_char(length(city), 'FM000')",
  'paperless::int',
  'paperless is not true',
  'not paperless or household_size > 1',
  '(paperless or contract is null) is null',
  '(not paperless) is true',
);

const rareCondition = fc.constantFrom(
  "month >= date_trunc('quarter', date '2024-05-05')",
  "month + interval '1 month' > timestamp '2024-06-01'",
  "month <> all(array[date '2024-01-01', date '2024-02-01'])",
  'extract(isodow from month) in (1, 2, 3)',
  "(province, tier) in (('Sichuan', 'Gold'), ('Hunan', 'Silver'))",
  "(tier, contract) <> ('Gold', 'One year')",
  "tier in (values ('Gold'), ('Iron'))",
  "exists (select 1 from churn where tier = 'Gold' and month > '2024-06-01')",
  "not exists (select from churn where tier = 'Iron')",
  'length(city) > any(array[5, 9])',
  'length(city) > all(select length(tier) from churn)',
  "province >= any(select province from churn where tier = 'Gold')",
  'household_size = (select max(household_size) from churn)',
  'household_size between symmetric 4 and 2',
  "city ~ '^[C-M]' and city !~* 'AN$'",
  'coalesce(household_size, 0) * 2 >= length(tier) - 2',
  "case when tier = 'Gold' then paperless else contract is null end",
  "tier is distinct from 'Gold' and contract is not distinct from null",
  "nullif(tier, 'Gold') is null",
  "position('an' in lower(province)) > 0",
  "month not between '2023-06-01' and '2024-02-15'",
  "to_char(month, 'MM') in ('01', '06', '12')",
  "(month, tier) > (date '2024-03-01', 'Gold')",
  "month - date '2024-01-01' between -60 and 90",
  "substr(customer_id, 5, 1) = '1'",
  'customer_id in (select customer_id from churn group by 1 having {churned} > 0)',
);
const anyWhere = fc.oneof(
  where,
  fc.array(rareCondition, { minLength: 1, maxLength: 2 }).map((conditions) => ` where ${conditions.join(' and ')}`),
  fc.array(rareCondition, { minLength: 2, maxLength: 2 }).map((conditions) => ` where ${conditions.join(' or ')}`),
);

const rareAggregate = fc.oneof(
  { weight: 1, arbitrary: aggregate },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "string_agg(distinct tier, ',' order by tier)",
      'array_agg(distinct contract order by contract nulls first)',
      'count(distinct (tier, contract))',
      'stddev(household_size)',
      'var_pop(length(city))',
      'every(paperless)',
      'count(paperless or contract is null)',
      'count(not paperless) filter (where (paperless and household_size > 1) is not true)',
      'bool_or((paperless or household_size > 2) in (true, null))',
      'bool_and(contract is null)',
      'percentile_cont(0.5) within group (order by household_size)',
      'percentile_disc(0.25) within group (order by length(city))',
      'mode() within group (order by tier)',
      'min(city) filter (where contract is null)',
      "max(month) filter (where tier like 'S%' and paperless)",
      'avg(length(city))',
      'sum(length(city) * 2)',
      'sum(distinct household_size)',
      'avg(distinct length(city))',
      'count(distinct extract(year from month))',
      "count(distinct lower(tier)) filter (where province < 'J')",
      "{churned} filter (where month >= '2024-01-01' and tier in ('Gold', 'Silver'))",
      "{customers} filter (where contract is null or tier = 'Gold')",
      '{revenue} filter (where length(city) > 6) / nullif({revenue}, 0)',
      "sum(case when month < '2024-01-01' then revenue end) - sum(case when month >= '2024-01-01' then revenue end)",
      "sum(case when tier = 'Gold' and contract is null then 1 else 0 end)",
      "avg(case when tier = 'Gold' then household_size end)",
      'max(household_size) - avg(household_size)',
      'greatest({churned}, {joined})',
      'nullif({churned}, 0) * 1.0 / nullif({joined}, 0)',
      'round(100.0 * {churned} / nullif({customer_months}, 0), 2)',
      '{churned} > 2',
      '({churn_rate} * 100)::numeric(10, 3)',
    ),
  },
);

const frame = fc.constantFrom(
  '',
  ' rows between 2 preceding and current row',
  ' rows between 1 preceding and 1 following',
  ' rows between unbounded preceding and 1 preceding',
  ' rows between current row and unbounded following',
  ' range between unbounded preceding and current row',
  ' groups between 1 preceding and 1 following exclude current row',
  ' rows between 3 preceding and 1 following exclude ties',
);
const windowed = fc.constantFrom('sum', 'avg', 'min', 'max', 'count', 'first_value', 'last_value');
const order = fc.constantFrom('', ' desc', ' nulls first', ' desc nulls last');
const textKey = fc.constantFrom<string>(...text);

export const wider: fc.Arbitrary<string> = fc.oneof(
  // Rare keys, conditions and aggregates.
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        rareKey,
        fc.array(rareAggregate, { minLength: 1, maxLength: 2 }),
        anyWhere,
        fc.constantFrom('%', 'rollup (%)', 'cube (%, tier)', 'grouping sets ((%), (contract), ())'),
      )
      .map(
        ([key, values, filter, group]) =>
          `select ${key} as k, ${values.join(', ')} from churn${filter} group by ${group.replace('%', () => key)}`,
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(textKey, fc.array(rareAggregate, { minLength: 1, maxLength: 3 }), anyWhere)
      .map(([key, values, filter]) => `select ${key}, ${values.join(', ')} from churn${filter} group by 1`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(rareAggregate, { minLength: 1, maxLength: 3 }), anyWhere)
      .map(([values, filter]) => `select ${values.join(', ')} from churn${filter}`),
  },
  // Windows with frames over groups.
  {
    weight: 3,
    arbitrary: fc.tuple(textKey, measure, windowed, frame, order, anyWhere).map(
      ([k, m, call, within, how, filter]) =>
        `select ${k}, {${m}}, ${call}({${m}}) over (order by ${k}${how}${within}), lag({${m}}, 1, 0) over w, ntile(3) over w, row_number() over w, percent_rank() over w
           from churn${filter} group by ${k} window w as (order by ${k}${how})`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(textKey, textKey, fc.constantFrom(...additive), windowed, frame)
      .filter(([a, b]) => a !== b)
      .map(
        ([a, b, m, call, within]) =>
          `select ${a}, ${b}, ${call}({${m}}) over (partition by ${a} order by ${b}${within}), {${m}} * 1.0 / nullif(sum({${m}}) over (partition by ${a}), 0) from churn group by 1, 2`,
      ),
  },
  // Sets of three, grouped around.
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('union', 'union all', 'except', 'intersect', 'except all', 'intersect all'),
        fc.constantFrom('union', 'union all', 'except'),
        textKey,
        measure,
        anyWhere,
        where,
      )
      .map(
        ([one, two, k, m, first, second]) =>
          `select k, count(*), sum(v) from (select ${k} as k, {${m}} as v from churn${first} group by 1 ${one} select ${k}, {${m}} from churn${second} group by 1 ${two} (select 'none', 1)) as q group by k`,
      ),
  },
  // Lists of values, lateral and scalar sub-selects, EXISTS beside groups.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('join', 'left join', 'right join', 'full join'), called, anyWhere)
      .map(
        ([join, m, filter]) =>
          `select a.k, b.t, a.v, b.n from (select tier as k, ${m} as v from churn${filter} group by 1) as a ${join} (values ('Gold', 1), ('Iron', 2), (null, 3)) as b(t, n) on a.k = b.t`,
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(textKey, fc.constantFrom(...additive), anyWhere)
      .map(
        ([k, m, filter]) =>
          `select a.k, l.w from (select ${k} as k, {${m}} as v from churn${filter} group by 1) as a cross join lateral (select a.v * 2 + length(a.k) as w) as l where l.w > 3`,
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(textKey, measure, measure, fc.constantFrom('>', '<=', '='), fc.constantFrom('all', 'any'), where)
      .map(
        ([k, m, n, operator, kind, filter]) =>
          `select ${k}, {${m}} from churn group by 1 having {${m}} ${operator} ${kind} (select {${n}} from churn${filter} group by ${k}) or {${m}} is null`,
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(textKey, fc.constantFrom(...additive), anyWhere)
      .map(
        ([k, m, filter]) =>
          `select ${k}, {${m}}, {${m}} * 100.0 / (select nullif({${m}}, 0) from churn${filter}) from churn${filter} group by 1`,
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(textKey, measure, anyWhere).map(
      ([k, m, filter]) =>
        `with a as (select ${k} as k, month as m, {${m}} as v from churn${filter} group by 1, 2), b as (select m, max(v) as top from a group by 1)
           select a.k, a.m, a.v from a join b on a.m = b.m and a.v = b.top where exists (select 1 from a as c where c.m < a.m)`,
    ),
  },
  // Values of the month before, by a join of groups with themselves.
  {
    weight: 1,
    arbitrary: fc
      .tuple(measure, where)
      .map(
        ([m, filter]) =>
          `with a as (select month, {${m}} as v from churn${filter} group by 1) select n.month, n.v, o.v, n.v - o.v from a as n left join a as o on o.month = (n.month - interval '1 month')::date`,
      ),
  },
  // Rows and what differs among them.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(rareKey, { minLength: 1, maxLength: 2 }), anyWhere)
      .map(([keys, filter]) => `select distinct ${keys.join(', ')} from churn${filter}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(rareKey, anyWhere, order)
      .map(
        ([key, filter, how]) =>
          `select customer_id, month, ${key} as k from churn${filter} order by 3${how}, 1, 2 desc limit 40 offset 3`,
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(rareKey, rareKey, anyWhere)
      .map(
        ([k, x, filter]) =>
          `select k, count(*), count(x), min(x::text), max(x::text) from (select ${k} as k, ${x} as x from churn${filter}) as q group by k`,
      ),
  },
);
