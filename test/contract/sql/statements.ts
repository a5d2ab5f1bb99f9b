import { BASE, DIMENSIONS, type DimensionName, MEASURES, type MeasureName, type Statement } from './reference.js';

const DIMENSION_NAMES = Object.keys(DIMENSIONS) as DimensionName[];
const ADDITIVE: readonly MeasureName[] = ['churned', 'joined', 'customer_months', 'monthly_charges', 'revenue'];

export interface Shape {
  readonly tool: string;
  readonly shape: string;
  /** Which dimensions to write it with; all when absent. */
  readonly dimensions?: readonly DimensionName[];
  readonly measures?: readonly MeasureName[];
  sql(d: DimensionName, m: MeasureName): string;
  check(d: string, m: string, names: { readonly d: DimensionName; readonly m: MeasureName }): string;
}

/** Every shape with every one of its dimensions, the measures taking turns. */
export function statements(shapes: readonly Shape[]): Statement[] {
  return shapes.flatMap(({ tool, shape, dimensions = DIMENSION_NAMES, measures = ADDITIVE, sql, check }) =>
    dimensions.map((d, at) => {
      const m = measures[at % measures.length] ?? 'churned';
      const name = `${shape}: ${d}, ${m}`;
      return { tool, shape: name, sql: sql(d, m), check: check(DIMENSIONS[d], MEASURES[m], { d, m }) };
    }),
  );
}

const YEAR_2024 = `month >= '2024-01-01' AND month < '2025-01-01'`;
export const FRAGILE: readonly MeasureName[] = ['churn_rate', 'customers', 'arpu'];
const FEW: readonly DimensionName[] = ['province', 'tier', 'contract'];

export const SHAPES: readonly Shape[] = [
  // --- Tableau -------------------------------------------------------------------------------------------------------
  {
    tool: 'Tableau',
    shape: 'bar chart',
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "${d}",\n  SUM("churn"."${m}") AS "sum:${m}:ok"\nFROM "public"."churn" "churn"\nGROUP BY 1`,
    check: (d, m) => `SELECT ${d}, ${m} FROM ${BASE} GROUP BY 1`,
  },
  {
    tool: 'Tableau',
    shape: 'month axis',
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "${d}", SUM("churn"."${m}") AS "sum:${m}:ok", DATE_TRUNC( 'MONTH', CAST("churn"."month" AS TIMESTAMP) ) AS "tmn:month:ok" FROM "public"."churn" "churn" GROUP BY 1, 3`,
    check: (d, m) => `SELECT ${d}, ${m}, toDateTime64(month, 0, 'UTC') FROM ${BASE} GROUP BY 1, month`,
  },
  {
    tool: 'Tableau',
    shape: 'year part',
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "${d}", SUM("churn"."${m}") AS "sum:${m}:ok", CAST(TRUNC(EXTRACT(YEAR FROM "churn"."month")) AS INTEGER) AS "yr:month:ok" FROM "public"."churn" "churn" GROUP BY 1, 3`,
    check: (d, m) => `SELECT ${d}, ${m}, toYear(month) y FROM ${BASE} GROUP BY 1, y`,
  },
  {
    tool: 'Tableau',
    shape: 'filter list of values',
    sql: (d) => `SELECT "churn"."${d}" AS "${d}" FROM "public"."churn" "churn" GROUP BY 1 ORDER BY 1 ASC NULLS FIRST`,
    check: (d) => `SELECT DISTINCT ${d} d FROM ${BASE} ORDER BY d NULLS FIRST`,
  },
  {
    tool: 'Tableau',
    shape: 'total with HAVING COUNT(1)',
    dimensions: FEW,
    sql: (d, m) =>
      `SELECT SUM("churn"."${m}") AS "TEMP(x)(1)(0)" FROM "public"."churn" "churn" WHERE (NOT ("churn"."${d}" IS NULL)) HAVING (COUNT(1) > 0)`,
    check: (d, m) => `SELECT ${m} FROM ${BASE} WHERE ${d} IS NOT NULL`,
  },
  {
    tool: 'Tableau',
    shape: 'top 2 by inner join',
    dimensions: ['province', 'city', 'plan'],
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "${d}", SUM("churn"."${m}") AS "sum:${m}:ok" FROM "public"."churn" "churn" INNER JOIN ( SELECT "churn"."${d}" AS "${d}", SUM("churn"."revenue") AS "$__alias__0" FROM "public"."churn" "churn" GROUP BY 1 ORDER BY 2 DESC NULLS LAST LIMIT 2 ) "t0" ON ("churn"."${d}" = "t0"."${d}") GROUP BY 1`,
    check: (d, m) =>
      `SELECT ${d} k, ${m} FROM ${BASE} WHERE k IN (SELECT ${d} k FROM ${BASE} GROUP BY k ORDER BY sum(revenue) DESC LIMIT 2) GROUP BY k`,
  },
  {
    tool: 'Tableau',
    shape: 'calculated measure with CASE',
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "${d}", SUM((CASE WHEN ("churn"."tier" = 'Gold') THEN "churn"."${m}" ELSE 0 END)) AS "sum:Calculation_1:ok" FROM "public"."churn" "churn" GROUP BY 1`,
    check: (d, m) => `SELECT ${d}, ${ifGold(m)} FROM ${BASE} GROUP BY 1`,
  },
  {
    tool: 'Tableau',
    shape: 'calculated dimension with CASE',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT (CASE WHEN ("churn"."${d}" >= 'M') THEN 'late' ELSE 'early' END) AS "Calculation_2", MEASURE("churn"."${m}") AS "usr:${m}:ok" FROM "public"."churn" "churn" GROUP BY 1`,
    check: (d, m) => `SELECT if(coalesce(${d} >= 'M', false), 'late', 'early') c, ${m} FROM ${BASE} GROUP BY c`,
  },
  {
    tool: 'Tableau',
    shape: 'count distinct',
    dimensions: ['province', 'tier', 'contract', 'channel'],
    sql: (d) =>
      `SELECT "churn"."${d}" AS "${d}", COUNT(DISTINCT "churn"."city") AS "ctd:city:ok", COUNT(DISTINCT "churn"."customers") AS "ctd:customers:ok" FROM "public"."churn" "churn" GROUP BY 1`,
    check: (d) => `SELECT ${d}, uniqExact(${DIMENSIONS.city}), ${MEASURES.customers} FROM ${BASE} GROUP BY 1`,
  },
  {
    tool: 'Tableau',
    shape: 'range of dates',
    dimensions: FEW,
    sql: (d) =>
      `SELECT "churn"."${d}" AS "${d}", MIN("churn"."month") AS "min:month:ok", MAX("churn"."month") AS "max:month:ok" FROM "public"."churn" "churn" GROUP BY 1`,
    check: (d) => `SELECT ${d}, min(month), max(month) FROM ${BASE} GROUP BY 1`,
  },
  // --- Power BI ------------------------------------------------------------------------------------------------------
  {
    tool: 'Power BI',
    shape: 'nested group by',
    sql: (d, m) =>
      `select "rows"."${d}" as "${d}",\n    sum("rows"."${m}") as "a0"\nfrom \n(\n    select "${d}",\n        "${m}"\n    from "public"."churn" "$Table"\n) "rows"\ngroup by "${d}"`,
    check: (d, m) => `SELECT ${d}, ${m} FROM ${BASE} GROUP BY 1`,
  },
  {
    tool: 'Power BI',
    shape: 'visual with null check and row cap',
    sql: (d, m) =>
      `select "_"."${d}", "_"."a0" from ( select "rows"."${d}" as "${d}", sum("rows"."${m}") as "a0" from ( select "_"."${d}", "_"."${m}" from "public"."churn" "_" where "_"."tier" = 'Gold' and "_"."tier" is not null ) "rows" group by "${d}" ) "_" where not "_"."a0" is null limit 1000001`,
    check: (d, m) => `SELECT ${d}, ${m} FROM ${BASE} WHERE tier = 'Gold' GROUP BY 1`,
  },
  {
    tool: 'Power BI',
    shape: 'date slicer',
    sql: (d, m) =>
      `select "rows"."${d}" as "${d}", sum("rows"."${m}") as "a0" from ( select "_"."${d}", "_"."${m}", "_"."month" from "public"."churn" "_" where "_"."month" >= date '2024-01-01' and "_"."month" < timestamp '2025-01-01 00:00:00' ) "rows" group by "${d}" order by "rows"."${d}"`,
    check: (d, m) => `SELECT ${d} k, ${m} FROM ${BASE} WHERE ${YEAR_2024} GROUP BY 1 ORDER BY k NULLS LAST`,
  },
  {
    tool: 'Power BI',
    shape: 'measure by its governed name',
    measures: FRAGILE,
    sql: (d, m) =>
      `select "_"."${d}" as "c1", measure("_"."${m}") as "a0" from "public"."churn" "_" where (("_"."tier" = 'Gold' or "_"."tier" = 'Silver') and "_"."month" in (date '2024-02-01', date '2024-03-01')) group by "_"."${d}"`,
    check: (d, m) =>
      `SELECT ${d}, ${m} FROM ${BASE} WHERE tier IN ('Gold', 'Silver') AND month IN ('2024-02-01', '2024-03-01') GROUP BY 1`,
  },
  // --- Superset ------------------------------------------------------------------------------------------------------
  {
    tool: 'Superset',
    shape: 'table chart',
    sql: (d, m) =>
      `SELECT ${d} AS ${d}, SUM(${m}) AS "SUM(${m})" FROM public.churn WHERE month >= TO_DATE('2024-01-01', 'YYYY-MM-DD') AND month < TO_DATE('2025-01-01', 'YYYY-MM-DD') GROUP BY ${d} ORDER BY "SUM(${m})" DESC, ${d} LIMIT 10000;`,
    check: (d, m) => `SELECT ${d} k, ${m} v FROM ${BASE} WHERE ${YEAR_2024} GROUP BY 1 ORDER BY v DESC, k NULLS LAST`,
  },
  {
    tool: 'Superset',
    shape: 'time series over a virtual dataset',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT DATE_TRUNC('quarter', month) AS __timestamp, ${d} AS ${d}, MEASURE(${m}) AS v FROM (SELECT * FROM churn) AS virtual_table WHERE month >= '2024-01-01 00:00:00.000000'::timestamp AND tier IN ('Gold', 'Bronze') GROUP BY DATE_TRUNC('quarter', month), ${d} LIMIT 50000`,
    check: (d, m) =>
      `SELECT toDateTime64(toStartOfQuarter(month), 0, 'UTC') q, ${d}, ${m} FROM ${BASE} WHERE month >= '2024-01-01' AND tier IN ('Gold', 'Bronze') GROUP BY toStartOfQuarter(month), 2`,
  },
  {
    tool: 'Superset',
    shape: 'series limit',
    dimensions: ['province', 'city', 'plan'],
    sql: (d, m) =>
      `SELECT DATE_TRUNC('year', month) AS __timestamp, ${d} AS ${d}, sum(${m}) AS "SUM(${m})" FROM public.churn JOIN (SELECT ${d} AS ${d}__, sum(revenue) AS mme_inner__ FROM public.churn GROUP BY ${d} ORDER BY mme_inner__ DESC LIMIT 2) AS series_limit ON ${d} = ${d}__ GROUP BY DATE_TRUNC('year', month), ${d}`,
    check: (d, m) =>
      `SELECT toDateTime64(toStartOfYear(month), 0, 'UTC'), ${d} k, ${m} FROM ${BASE} WHERE k IN (SELECT ${d} k FROM ${BASE} GROUP BY k ORDER BY sum(revenue) DESC LIMIT 2) GROUP BY toStartOfYear(month), k`,
  },
  {
    tool: 'Superset',
    shape: 'ILIKE and COUNT(*)',
    sql: (d) =>
      `SELECT ${d} AS ${d}, COUNT(*) AS count FROM public.churn WHERE ${d} ILIKE '%S%' GROUP BY ${d} ORDER BY count DESC, 1 LIMIT 1000`,
    check: (d) => `SELECT ${d} k, count() n FROM ${BASE} WHERE k ILIKE '%S%' GROUP BY 1 ORDER BY n DESC, k`,
  },
  // --- Metabase ------------------------------------------------------------------------------------------------------
  {
    tool: 'Metabase',
    shape: 'summarize by month',
    sql: (d, m) =>
      `SELECT "public"."churn"."${d}" AS "${d}", CAST(DATE_TRUNC('month', "public"."churn"."month") AS date) AS "month", SUM("public"."churn"."${m}") AS "sum" FROM "public"."churn" GROUP BY "public"."churn"."${d}", CAST(DATE_TRUNC('month', "public"."churn"."month") AS date) ORDER BY "public"."churn"."${d}" ASC, CAST(DATE_TRUNC('month', "public"."churn"."month") AS date) ASC`,
    check: (d, m) => `SELECT ${d} k, month, ${m} FROM ${BASE} GROUP BY 1, 2 ORDER BY k NULLS LAST, month`,
  },
  {
    tool: 'Metabase',
    shape: 'nested source with a time range',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT "source"."${d}" AS "${d}", measure("source"."${m}") AS "value" FROM (SELECT "public"."churn"."${d}" AS "${d}", "public"."churn"."month" AS "month", "public"."churn"."${m}" AS "${m}" FROM "public"."churn" WHERE ("public"."churn"."month" >= timestamp with time zone '2024-01-01 00:00:00.000Z') AND ("public"."churn"."month" < timestamp with time zone '2025-01-01 00:00:00.000Z')) AS "source" GROUP BY "source"."${d}" ORDER BY "source"."${d}" ASC`,
    check: (d, m) => `SELECT ${d} k, ${m} FROM ${BASE} WHERE ${YEAR_2024} GROUP BY 1 ORDER BY k NULLS LAST`,
  },
  {
    tool: 'Metabase',
    shape: 'case-insensitive search',
    sql: (d, m) =>
      `SELECT "public"."churn"."${d}" AS "${d}", SUM("public"."churn"."${m}") AS "sum", COUNT(*) AS "count" FROM "public"."churn" WHERE (LOWER("public"."churn"."${d}") LIKE '%o%') GROUP BY "public"."churn"."${d}" ORDER BY "public"."churn"."${d}" ASC`,
    check: (d, m) =>
      `SELECT ${d} k, ${m}, count() FROM ${BASE} WHERE lower(k) LIKE '%o%' GROUP BY 1 ORDER BY k NULLS LAST`,
  },
  {
    tool: 'Metabase',
    shape: 'month of year',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT CAST(extract(month from "public"."churn"."month") AS integer) AS "m", "public"."churn"."${d}" AS "${d}", measure("public"."churn"."${m}") AS "v" FROM "public"."churn" GROUP BY CAST(extract(month from "public"."churn"."month") AS integer), "public"."churn"."${d}"`,
    check: (d, m) => `SELECT toMonth(month) mm, ${d}, ${m} FROM ${BASE} GROUP BY mm, 2`,
  },
  // --- Looker and Looker Studio --------------------------------------------------------------------------------------
  {
    tool: 'Looker',
    shape: 'explore',
    sql: (d, m) =>
      `SELECT\n    churn.${d} AS "churn.${d}",\n    COALESCE(SUM(churn.${m}), 0) AS "churn.total"\nFROM public.churn AS churn\nWHERE ((( churn.month ) >= ((DATE '2024-01-01')) AND ( churn.month ) < ((DATE '2025-01-01'))))\nGROUP BY\n    1\nORDER BY\n    2 DESC, 1\nFETCH NEXT 500 ROWS ONLY`,
    check: (d, m) => `SELECT ${d} k, ${m} v FROM ${BASE} WHERE ${YEAR_2024} GROUP BY 1 ORDER BY v DESC, k NULLS LAST`,
  },
  {
    tool: 'Looker',
    shape: 'pivot by formatted month',
    dimensions: FEW,
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT (TO_CHAR(DATE_TRUNC('month', churn.month ), 'YYYY-MM')) AS "churn.month", churn.${d} AS k, MEASURE(churn.${m}) AS v FROM public.churn AS churn GROUP BY (DATE_TRUNC('month', churn.month )), 2 ORDER BY 1 DESC, 2`,
    check: (d, m) =>
      `SELECT formatDateTime(month, '%Y-%m') f, ${d} k, ${m} FROM ${BASE} GROUP BY month, k ORDER BY f DESC, k NULLS LAST`,
  },
  {
    tool: 'Looker Studio',
    shape: 'chart over a wrapped table',
    sql: (d, m) =>
      `SELECT t0.${d} AS t0_qt_1, SUM(t0.${m}) AS t0_qt_2 FROM (SELECT * FROM churn) AS t0 WHERE (t0.tier IN ('Gold') AND t0.month >= CAST('2024-01-01' AS DATE)) GROUP BY t0_qt_1 ORDER BY t0_qt_2 DESC, t0_qt_1`,
    check: (d, m) =>
      `SELECT ${d} k, ${m} v FROM ${BASE} WHERE tier = 'Gold' AND month >= '2024-01-01' GROUP BY 1 ORDER BY v DESC, k NULLS LAST`,
  },
  // --- QuickSight ----------------------------------------------------------------------------------------------------
  {
    tool: 'QuickSight',
    shape: 'visual',
    sql: (d, m) =>
      `SELECT "${d}", SUM("${m}") AS "sum_1", COUNT(*) AS "$otherCount" FROM "public"."churn" WHERE "${d}" IN (SELECT "${d}" FROM "public"."churn" GROUP BY "${d}" ORDER BY SUM("revenue") DESC NULLS LAST LIMIT 3) GROUP BY "${d}" ORDER BY "sum_1" DESC, "${d}" LIMIT 2500`,
    check: (d, m) =>
      `SELECT ${d} k, ${m} v, count() FROM ${BASE} WHERE k IN (SELECT ${d} k FROM ${BASE} GROUP BY k ORDER BY sum(revenue) DESC LIMIT 3) GROUP BY k ORDER BY v DESC, k`,
  },
  // --- ThoughtSpot ---------------------------------------------------------------------------------------------------
  {
    tool: 'ThoughtSpot',
    shape: 'answer',
    sql: (d, m) =>
      `SELECT \n  "ta_1"."${d}" "ca_1", \n  CASE\n    WHEN SUM("ta_1"."${m}") IS NOT NULL THEN SUM("ta_1"."${m}")\n    ELSE 0\n  END "ca_2"\nFROM "tenure"."public"."churn" "ta_1"\nGROUP BY "ca_1"\nORDER BY "ca_2" DESC, "ca_1"\nLIMIT 1000`,
    check: (d, m) => `SELECT ${d} k, ${m} v FROM ${BASE} GROUP BY k ORDER BY v DESC, k NULLS LAST`,
  },
  {
    tool: 'ThoughtSpot',
    shape: 'two fact groups joined',
    dimensions: ['province', 'city', 'tier'],
    sql: (d, m) =>
      `WITH "qt_0" AS (SELECT "ta_1"."${d}" "ca_1", SUM("ta_1"."${m}") "ca_2" FROM "churn" "ta_1" GROUP BY "ca_1"), "qt_1" AS (SELECT "ta_2"."${d}" "ca_3", SUM("ta_2"."joined") "ca_4" FROM "churn" "ta_2" WHERE "ta_2"."tier" = 'Gold' GROUP BY "ca_3") SELECT CASE WHEN "qt_0"."ca_1" IS NOT NULL THEN "qt_0"."ca_1" ELSE "qt_1"."ca_3" END "ca_5", "qt_0"."ca_2" "ca_6", "qt_1"."ca_4" "ca_7" FROM "qt_0" FULL OUTER JOIN "qt_1" ON "qt_0"."ca_1" = "qt_1"."ca_3"`,
    check: (d, m, { d: name }) =>
      `SELECT ${d} k, ${m}, ${name === 'tier' ? "if(k = 'Gold', sum(joined), NULL)" : "sumIf(joined, tier = 'Gold')"} FROM ${BASE} GROUP BY k`,
  },
  // --- Sigma ---------------------------------------------------------------------------------------------------------
  {
    tool: 'Sigma',
    shape: 'grouped table',
    sql: (d, m) =>
      `select D_5 "Dimension", SUM_6 "Sum" from (select ${d.toUpperCase()}_3 D_5, sum(M_4) SUM_6 from (select ${d} ${d.toUpperCase()}_3, ${m} M_4 from public.churn churn) Q1 group by ${d.toUpperCase()}_3) Q2 order by D_5 asc limit 25001`,
    check: (d, m) => `SELECT ${d} k, ${m} FROM ${BASE} GROUP BY k ORDER BY k NULLS LAST`,
  },
  {
    tool: 'Sigma',
    shape: 'percent of total and rank',
    sql: (d, m) =>
      `with T as (select ${d} K_1, sum(${m}) V_2 from churn group by 1) select K_1, V_2, V_2 / nullif(sum(V_2) over (), 0)::float8 as SHARE_3, rank() over (order by V_2 desc) as R_4 from T order by V_2 desc, K_1`,
    check: (d, m) =>
      `SELECT k, v, toFloat64(v) / nullif(toFloat64(sum(v) OVER ()), 0), rank() OVER (ORDER BY v DESC) FROM (SELECT ${d} k, ${m} v FROM ${BASE} GROUP BY k) ORDER BY v DESC, k NULLS LAST`,
  },
  // --- Excel and psql ------------------------------------------------------------------------------------------------
  {
    tool: 'Excel',
    shape: 'Microsoft Query',
    sql: (d, m) =>
      `SELECT churn.${d}, Sum(churn.${m}) AS "Total" FROM tenure.public.churn churn WHERE (churn.month>={d '2024-01-01'}) GROUP BY churn.${d}`.replace(
        `{d '2024-01-01'}`,
        `'2024-01-01'::date`,
      ),
    check: (d, m) => `SELECT ${d}, ${m} FROM ${BASE} WHERE month >= '2024-01-01' GROUP BY 1`,
  },
  {
    tool: 'psql',
    shape: 'FILTER and HAVING',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT ${d}, MEASURE(${m}) FILTER (WHERE tier = 'Gold') AS gold, MEASURE(${m}) AS all_of FROM churn GROUP BY 1 HAVING SUM(customer_months) > 100 ORDER BY 1`,
    check: (d, m) =>
      `SELECT ${d} k, g.1, g.2 FROM (SELECT ${d} k, (${ifGold(m)}, ${m}, sum(active)) g FROM ${BASE} GROUP BY k) WHERE g.3 > 100 ORDER BY k NULLS LAST`.replace(
        `SELECT ${d} k, g.1`,
        'SELECT k, g.1',
      ),
  },
  {
    tool: 'psql',
    shape: 'latest month by sub-select',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT ${d}, MEASURE(${m}) FROM churn WHERE month = (SELECT MAX(month) FROM churn) - interval '2 months' GROUP BY ${d}`,
    check: (d, m) =>
      `SELECT ${d}, ${m} FROM ${BASE} WHERE month = addMonths((SELECT max(month) FROM ${BASE}), -2) GROUP BY 1`,
  },
  {
    tool: 'psql',
    shape: 'rollup of what adds up',
    sql: (d, m) => `SELECT ${d}, tier, SUM(${m}), GROUPING(${d}, tier) FROM churn GROUP BY ROLLUP (${d}, tier)`,
    check: (d, m) =>
      `SELECT ${d} k, toString(tier) t, ${m}, 0 FROM ${BASE} GROUP BY 1, 2 UNION ALL SELECT ${d}, NULL, ${m}, 1 FROM ${BASE} GROUP BY 1 UNION ALL SELECT NULL, NULL, ${m}, 3 FROM ${BASE}`,
    dimensions: ['province', 'city', 'plan', 'contract'],
  },
  {
    tool: 'psql',
    shape: 'union of groups and a total',
    measures: FRAGILE,
    sql: (d, m) => `SELECT ${d}, MEASURE(${m}) FROM churn GROUP BY 1 UNION ALL SELECT 'all', MEASURE(${m}) FROM churn`,
    check: (d, m) => `SELECT ${d} k, ${m} FROM ${BASE} GROUP BY 1 UNION ALL SELECT 'all', ${m} FROM ${BASE}`,
  },
];

/** The same aggregate over Gold customers alone. */
function ifGold(m: string): string {
  return m
    .replaceAll(/sum\((\w+)\)/g, "sumIf($1, tier = 'Gold')")
    .replace('active = 1', "active = 1 AND tier = 'Gold'");
}
