import fc from 'fast-check';
import { PLAIN_MEASURES } from './plain-tables.js';
import { additive, aggregate, fragile, grouping, having, key, measure, text, where } from './statement-pieces.js';
import { wider } from './wider-statements.js';

type Measure = keyof typeof PLAIN_MEASURES;

/** A statement over the view churn: `{m}` stands for a measure in the words of who is asked. */
export function overView(statement: string): string {
  return statement.replace(/\{(\w+)\}/g, (_, name: string) => `measure(${name})`);
}

/** The same over the plain table. A FILTER behind a measure goes into each of its aggregates. */
export function overPlainTable(statement: string): string {
  return statement.replace(/\{(\w+)\}( filter \(where (?:[^()]|\([^()]*\))*\))?/g, (_, name: Measure, filter = '') => {
    const meaning = PLAIN_MEASURES[name];
    return `(${filter === '' ? meaning : meaning.replace(/(sum|count)\((?:[^()]|\([^()]*\))*\)/g, (call) => call + filter)})`;
  });
}

/** k1, k2, … and v1, v2, …: what a grouped select gives. */
const grouped = fc
  .tuple(
    fc.uniqueArray(key, { minLength: 1, maxLength: 2 }),
    fc.array(aggregate, { minLength: 1, maxLength: 3 }),
    where,
    grouping,
    having,
  )
  .map(([keys, values, filter, group, keep]) => ({
    keys: keys.length,
    values: values.length,
    sql: `select ${[...keys.map((expression, at) => `${expression} as k${at + 1}`), ...values.map((expression, at) => `${expression} as v${at + 1}`)].join(', ')} from churn${filter} group by ${group(keys.join(', '))}${keep}`,
  }));

const direction = fc.constantFrom('', ' desc', ' nulls first', ' desc nulls last');
/** An order that leaves nothing open, then a page. */
const paged = fc
  .tuple(grouped, fc.array(direction, { minLength: 6, maxLength: 6 }), fc.nat(8), fc.nat(3))
  .map(([{ sql, keys, values }, directions, limit, offset]) => {
    const columns = Array.from({ length: keys + values }, (_, at) => `${values + keys - at}${directions[at] ?? ''}`);
    return `${sql} order by ${columns.join(', ')} limit ${limit} offset ${offset}`;
  });

const window = fc.constantFrom(
  'rank() over (order by v1 desc nulls last)',
  'sum(v1) over ()',
  'sum(v1) over (partition by k1)',
  'count(*) over (partition by v1 is null)',
  'dense_rank() over (partition by v1 is null order by v1)',
  'max(v1) over (partition by k1)',
);

const statement = fc.oneof(
  { weight: 8, arbitrary: wider },
  { weight: 4, arbitrary: grouped.map(({ sql }) => sql) },
  { weight: 2, arbitrary: paged },
  // One group over everything.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(aggregate, { minLength: 1, maxLength: 4 }), where)
      .map(([values, filter]) => `select ${values.join(', ')} from churn${filter}`),
  },
  // Windows over groups, inside and around.
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom<string>(...text),
        fc.constantFrom(...additive, ...fragile),
        where,
        fc.constantFrom('asc', 'desc nulls last'),
      )
      .map(
        ([k, m, filter, order]) =>
          `select ${k}, {${m}}, rank() over (order by {${m}} ${order}), sum({${m}}) over (), {${m}} - avg({${m}}) over () from churn${filter} group by ${k}`,
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(grouped, window)
      .filter(
        ([{ sql }]) =>
          !/as v1.*(case when \{|max\(tier|min\(contract|bool_or|min\(month)/.test(sql) && / as v1/.test(sql),
      )
      .map(([{ sql }, over]) => `with a as (${sql}), b as (select k1, v1, ${over} as w from a) select * from b`),
  },
  // Nested: groups of groups.
  {
    weight: 2,
    arbitrary: fc
      .tuple(grouped, fc.constantFrom('count(*)', 'count(v1)', 'max(v1)', 'count(distinct v1)'))
      .map(([{ sql }, outer]) => `select k1, ${outer} from (select * from (${sql}) as inner_one) as q group by k1`),
  },
  // The first of each.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom<string>(...text), fc.constantFrom<string>(...text), measure, direction)
      .filter(([a, b]) => a !== b)
      .map(
        ([a, b, m, how]) =>
          `select distinct on (${a}) ${a}, ${b}, {${m}} from churn group by ${a}, ${b} order by ${a}, {${m}}${how}, ${b}`,
      ),
  },
  // Sets.
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('union', 'union all', 'except', 'intersect'),
        fc.constantFrom<string>(...text),
        measure,
        where,
        where,
      )
      .map(
        ([set, k, m, one, other]) =>
          `select ${k}, {${m}} from churn${one} group by 1 ${set} select ${k}, {${m}} from churn${other} group by 1`,
      ),
  },
  // Joins of groups.
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('join', 'left join', 'full join'),
        fc.constantFrom<string>(...text),
        measure,
        measure,
        where,
        where,
      )
      .map(
        ([join, k, m, n, one, other]) =>
          `with a as (select ${k} as k, {${m}} as v from churn${one} group by 1), b as (select ${k} as k, {${n}} as w from churn${other} group by 1)
           select coalesce(a.k, b.k), v, w from a ${join} b on a.k = b.k`,
      ),
  },
  // Rows at the grain.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(key, { minLength: 1, maxLength: 3 }), where, fc.boolean())
      .map(([keys, filter, distinct]) =>
        distinct
          ? `select distinct ${keys.join(', ')} from churn${filter}`
          : `select customer_id, month, ${keys.join(', ')}, revenue, churned from churn${filter} order by revenue desc, customer_id, month limit 50`,
      ),
  },
  // Aggregates over a select of rows.
  {
    weight: 1,
    arbitrary: fc
      .tuple(key, fc.constantFrom('length(city)', 'household_size', 'length(tier) - 5'), where)
      .map(
        ([k, x, filter]) =>
          `select k, count(*), sum(x), avg(x), max(x) from (select ${k} as k, ${x} as x from churn${filter}) as q group by k`,
      ),
  },
);

export const arbitraryStatement: fc.Arbitrary<string> = statement;
