import { BASE, DIMENSIONS } from './reference.js';
import { FRAGILE, type Shape } from './statements.js';

const FEW = ['province', 'tier', 'contract'] as const;
const FAMILY = DIMENSIONS.plan_family;

/** Shapes whose expressions, subtotals or aggregates the engine computes: over measures that do not add up, too. */
export const PUSHED_SHAPES: readonly Shape[] = [
  {
    tool: 'Tableau',
    shape: 'subtotals of a ratio by ROLLUP',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "d", "churn"."plan_family" AS "f", MEASURE("churn"."${m}") AS "usr:${m}:ok" FROM "public"."churn" "churn" GROUP BY ROLLUP("churn"."${d}", "churn"."plan_family")`,
    check: (d, m) =>
      `SELECT toNullable(${d}) a, toNullable(${FAMILY}) b, ${m} FROM ${BASE} GROUP BY a, b UNION ALL SELECT toNullable(${d}) a, NULL, ${m} FROM ${BASE} GROUP BY a UNION ALL SELECT NULL, NULL, ${m} FROM ${BASE}`,
  },
  {
    tool: 'Power BI',
    shape: 'matrix with subtotals by CUBE and GROUPING',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `select "_"."${d}", coalesce("_"."plan_family", 'Total') as "family", grouping("_"."${d}", "_"."plan_family") as "g", measure("_"."${m}") as "v", sum("_"."churned") as "c" from "public"."churn" "_" group by cube("_"."${d}", "_"."plan_family") having sum("_"."customer_months") > 0 order by 3, 1, 2`,
    check: (d, m) =>
      `SELECT * FROM (SELECT toNullable(${d}) a, toNullable(${FAMILY}) b, 0 g, ${m}, sum(churned) FROM ${BASE} GROUP BY a, b UNION ALL SELECT toNullable(${d}) a, 'Total' b, 1 g, ${m}, sum(churned) FROM ${BASE} GROUP BY a UNION ALL SELECT NULL a, toNullable(${FAMILY}) b, 2 g, ${m}, sum(churned) FROM ${BASE} GROUP BY b UNION ALL SELECT NULL a, 'Total' b, 3 g, ${m}, sum(churned) FROM ${BASE}) ORDER BY g, a NULLS LAST, b NULLS LAST`,
  },
  {
    tool: 'Looker',
    shape: 'totals by GROUPING SETS over years',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT churn.${d} AS "k", EXTRACT(YEAR FROM churn.month)::integer AS "y", MEASURE(churn.${m}) AS "v" FROM public.churn AS churn WHERE churn.tier <> 'none' GROUP BY GROUPING SETS ((1, 2), (2), ())`,
    check: (d, m) =>
      `SELECT toNullable(${d}) k, toNullable(toYear(month)) y, ${m} FROM ${BASE} GROUP BY k, y UNION ALL SELECT NULL, toNullable(toYear(month)) y, ${m} FROM ${BASE} GROUP BY y UNION ALL SELECT NULL, NULL, ${m} FROM ${BASE}`,
  },
  {
    tool: 'ThoughtSpot',
    shape: 'subtotals of nothing',
    dimensions: FEW,
    measures: ['customers'],
    sql: (d) =>
      `SELECT "ta_1"."${d}" "ca_1", COUNT(DISTINCT "ta_1"."customers") "ca_2" FROM "churn" "ta_1" WHERE lower("ta_1"."tier") = 'nothing' GROUP BY ROLLUP("ta_1"."${d}")`,
    check: () => 'SELECT NULL, 0',
  },
  {
    tool: 'Superset',
    shape: 'label of two columns',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT ${d} || ' / ' || plan_family AS "label", MEASURE(${m}) AS "v" FROM public.churn GROUP BY ${d} || ' / ' || plan_family ORDER BY "v" DESC, 1 LIMIT 100`,
    check: (d, m) =>
      `SELECT toNullable(${d}) || ' / ' || ${FAMILY} k, ${m} v FROM ${BASE} GROUP BY k ORDER BY v DESC, k NULLS LAST`,
  },
  {
    tool: 'Metabase',
    shape: 'calendar month over all years',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT CAST(extract(month from "public"."churn"."month") AS integer) AS "month", "public"."churn"."${d}" AS "${d}", MEASURE("public"."churn"."${m}") AS "v" FROM "public"."churn" GROUP BY CAST(extract(month from "public"."churn"."month") AS integer), "public"."churn"."${d}" ORDER BY CAST(extract(month from "public"."churn"."month") AS integer) ASC, "public"."churn"."${d}" ASC`,
    check: (d, m) => `SELECT toMonth(month) n, ${d} k, ${m} FROM ${BASE} GROUP BY n, k ORDER BY n, k NULLS LAST`,
  },
  {
    tool: 'Metabase',
    shape: 'contains, ignoring case, or starts with',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT MEASURE("public"."churn"."${m}") AS "v", COUNT(*) AS "n" FROM "public"."churn" WHERE (LOWER("public"."churn"."${d}") LIKE '%o%') OR ("public"."churn"."customer_id" LIKE 'C00001%') OR ("public"."churn"."plan" IS NULL)`,
    check: (d, m) =>
      `SELECT ${m}, count() FROM ${BASE} WHERE ifNull(lower(${d}) LIKE '%o%', 0) OR customer_id LIKE 'C00001%' OR ${DIMENSIONS.plan} IS NULL`,
  },
  {
    tool: 'QuickSight',
    shape: 'distinct count and extremes of calculated fields',
    sql: (d) =>
      `SELECT "${d}", COUNT(DISTINCT LEFT("city", 3)) AS "n", MIN(UPPER("plan")) AS "first", MAX("month" + 30) AS "last", COUNT(DISTINCT "customer_id") AS "ids" FROM "public"."churn" GROUP BY "${d}"`,
    check: (d) =>
      `SELECT ${d}, uniqExact(left(${DIMENSIONS.city}, 3)), min(upper(${DIMENSIONS.plan})), max(month + 30), uniqExact(customer_id) FROM ${BASE} GROUP BY 1`,
  },
  {
    tool: 'Looker Studio',
    shape: 'regular expression and bins',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT CASE WHEN t0.${d} ~ '^[A-G]' THEN 'A-G' WHEN t0.${d} ~* 'u$' THEN 'u' ELSE 'other' END AS qt_bin, MEASURE(t0.${m}) AS qt_v FROM churn AS t0 WHERE t0.customer_id !~ '9$' GROUP BY qt_bin ORDER BY qt_v DESC`,
    check: (d, m) =>
      `SELECT multiIf(match(ifNull(${d}, ''), '^[A-G]'), 'A-G', match(ifNull(${d}, ''), '(u|U)$'), 'u', 'other') b, ${m} v FROM ${BASE} WHERE NOT endsWith(customer_id, '9') GROUP BY b ORDER BY v DESC`,
  },
  {
    tool: 'Sigma',
    shape: 'month moved and formatted',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `select ${d} "K", to_char(month + interval '1 month', 'YYYY-MM') "Next", measure(${m}) "V" from churn where month - interval '2 months' >= date '2024-01-01' group by 1, 2 order by 1, 2`,
    check: (d, m) =>
      `SELECT ${d} k, formatDateTime(addMonths(month, 1), '%Y-%m') n, ${m} FROM ${BASE} WHERE month >= '2024-03-01' GROUP BY k, n ORDER BY k NULLS LAST, n`,
  },
  {
    tool: 'Excel',
    shape: 'distinct calculated values',
    sql: (d) =>
      `SELECT DISTINCT UPPER(churn.${d}) AS k, date_part('year', churn.month) AS y FROM public.churn churn ORDER BY 1, 2`,
    check: (d) => `SELECT DISTINCT upper(${d}) k, toYear(month) y FROM ${BASE} ORDER BY k NULLS LAST, y`,
  },
  {
    tool: 'psql',
    shape: 'rows with calculated columns',
    dimensions: FEW,
    sql: (d) =>
      `SELECT customer_id, lower(${d}), extract(quarter from month), length(city) FROM churn WHERE customer_id IN ('C000007', 'C000012') AND month >= '2024-06-01'`,
    check: (d) =>
      `SELECT customer_id, lower(${d}), toQuarter(month), lengthUTF8(${DIMENSIONS.city}) FROM ${BASE} WHERE customer_id IN ('C000007', 'C000012') AND month >= '2024-06-01'`,
  },
  {
    tool: 'psql',
    shape: 'an untranslated key beside a translated one',
    dimensions: ['province', 'tier'],
    sql: (d, m) =>
      `SELECT initcap(${d}) AS a, upper(plan_family) AS b, SUM(${m}) FROM churn GROUP BY 1, 2 ORDER BY 1, 2`,
    check: (d, m) =>
      `SELECT ${d} a, upper(${FAMILY}) b, ${m} FROM ${BASE} GROUP BY a, b ORDER BY a NULLS LAST, b NULLS LAST`,
  },
  {
    tool: 'Tableau',
    shape: 'difference of two measures in one sum',
    dimensions: FEW,
    sql: (d) =>
      `SELECT "churn"."${d}" AS "${d}", SUM(("churn"."revenue" - "churn"."monthly_charges")) AS "sum:diff:ok", SUM("churn"."joined" + COALESCE("churn"."churned", 0)) AS "sum:moves:ok" FROM "public"."churn" "churn" GROUP BY 1`,
    check: (d) => `SELECT ${d}, sum(revenue - monthly_charges), sum(joined + churned) FROM ${BASE} GROUP BY 1`,
  },
  {
    tool: 'Tableau',
    shape: 'top customers by sub-select, and all others',
    dimensions: ['tier'],
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "${d}", MEASURE("churn"."${m}") AS "v", 'in' AS "s" FROM "public"."churn" "churn" WHERE "churn"."customer_id" IN (SELECT "t"."customer_id" FROM "public"."churn" "t" GROUP BY 1 ORDER BY SUM("t"."revenue") DESC, 1 LIMIT 25) GROUP BY 1 UNION ALL SELECT "churn"."${d}", MEASURE("churn"."${m}"), 'out' FROM "public"."churn" "churn" WHERE NOT ("churn"."customer_id" IN (SELECT "t"."customer_id" FROM "public"."churn" "t" GROUP BY 1 ORDER BY SUM("t"."revenue") DESC, 1 LIMIT 25)) GROUP BY 1`,
    check: (d, m) => {
      const top = `(SELECT customer_id FROM ${BASE} GROUP BY customer_id ORDER BY sum(revenue) DESC, customer_id LIMIT 25)`;
      return `SELECT ${d} k, ${m}, 'in' FROM ${BASE} WHERE customer_id IN ${top} GROUP BY k UNION ALL SELECT ${d} k, ${m}, 'out' FROM ${BASE} WHERE customer_id NOT IN ${top} GROUP BY k`;
    },
  },
  {
    tool: 'Power BI',
    shape: 'outside a list that holds NULL, and outside an empty one',
    dimensions: ['province'],
    sql: (d, m) =>
      `select (select sum("${m}") from "churn" where "${d}" not in (select "household_size"::text from "churn" group by 1)) as "a", (select sum("${m}") from "churn" where "contract" not in (select "${d}" from "churn" where "tier" = 'none')) as "b"`,
    check: (_d, m) => `SELECT NULL, ${m} FROM ${BASE}`,
  },
  {
    tool: 'Looker Studio',
    shape: 'HAVING on a ratio with a page',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT t0.${d} AS k, t0.plan_family AS f, MEASURE(t0.${m}) AS v FROM churn AS t0 GROUP BY t0.${d}, t0.plan_family HAVING MEASURE(t0.${m}) > 0.05 AND SUM(t0.customer_months) BETWEEN 100 AND 2000.5 AND t0.plan_family LIKE '%a%' ORDER BY v DESC, k, f LIMIT 4`,
    check: (d, m) =>
      `SELECT ${d} k, ${FAMILY} f, ${m} v FROM ${BASE} GROUP BY k, f HAVING v > 0.05 AND sum(active) BETWEEN 100 AND 2000 AND f LIKE '%a%' ORDER BY v DESC, k NULLS LAST, f NULLS LAST LIMIT 4`,
  },
  {
    tool: 'Sigma',
    shape: 'groups of a float that is zero from below',
    dimensions: ['tier'],
    measures: FRAGILE,
    sql: (d, m) =>
      `select ${d} "K", ceil(date_part('month', month) / 100 - 0.06) "B", measure(${m}) "V" from churn group by 1, 2`,
    check: (d, m) => `SELECT ${d} k, if(toMonth(month) > 6, 1, 0) b, ${m} FROM ${BASE} GROUP BY k, b`,
  },
];
