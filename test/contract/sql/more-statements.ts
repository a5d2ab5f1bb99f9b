import { BASE, DIMENSIONS } from './reference.js';
import { FRAGILE, type Shape } from './statements.js';

export const MORE_SHAPES: readonly Shape[] = [
  {
    tool: 'Tableau',
    shape: 'excluded values and NULL kept',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "${d}", MEASURE("churn"."${m}") AS "usr:${m}:ok" FROM "public"."churn" "churn" WHERE (("churn"."${d}" IS NULL) OR (NOT ("churn"."${d}" IN ('Gold', 'Sichuan', 'Shop', 'One year')))) GROUP BY 1`,
    check: (d, m) =>
      `SELECT ${d} k, ${m} FROM ${BASE} WHERE k IS NULL OR k NOT IN ('Gold', 'Sichuan', 'Shop', 'One year') GROUP BY 1`,
  },
  {
    tool: 'Tableau',
    shape: 'quarter part of a ratio',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT "churn"."${d}" AS "${d}", CAST(TRUNC(EXTRACT(QUARTER FROM "churn"."month")) AS INTEGER) AS "qr:month:ok", MEASURE("churn"."${m}") AS "usr:${m}:ok" FROM "public"."churn" "churn" GROUP BY 1, 2`,
    check: (d, m) => `SELECT ${d}, toQuarter(month) q, ${m} FROM ${BASE} GROUP BY 1, q`,
  },
  {
    tool: 'Power BI',
    shape: 'slicer values',
    sql: (d) =>
      `select distinct "_"."${d}" as "c0" from (select "${d}", "churned" from "public"."churn" "$Table") "_" where not ("_"."${d}" is null) order by "c0" limit 501`,
    check: (d) => `SELECT DISTINCT ${d} k FROM ${BASE} WHERE k IS NOT NULL ORDER BY k`,
  },
  {
    tool: 'Power BI',
    shape: 'several aggregates',
    sql: (d, m) =>
      `select "rows"."${d}" as "${d}", sum("rows"."${m}") as "a0", count(distinct("rows"."city")) as "a1", count(*) as "a2", max("rows"."month") as "a3" from ( select * from "public"."churn" "$Table" ) "rows" group by "${d}"`,
    check: (d, m) => `SELECT ${d}, ${m}, uniqExact(${DIMENSIONS.city}), count(), max(month) FROM ${BASE} GROUP BY 1`,
  },
  {
    tool: 'Superset',
    shape: 'distinct count with an empty filter',
    sql: (d) =>
      `SELECT ${d} AS ${d}, COUNT(DISTINCT plan) AS "COUNT_DISTINCT(plan)" FROM public.churn WHERE contract IS NULL OR contract = 'Two year' GROUP BY ${d} ORDER BY "COUNT_DISTINCT(plan)" DESC, 1 LIMIT 100`,
    check: (d) =>
      `SELECT ${d} k, uniqExact(${DIMENSIONS.plan}) n FROM ${BASE} WHERE coalesce(${DIMENSIONS.contract}, 'Two year') = 'Two year' GROUP BY 1 ORDER BY n DESC, k NULLS LAST`,
  },
  {
    tool: 'Metabase',
    shape: 'count where and between',
    sql: (d) =>
      `SELECT "public"."churn"."${d}" AS "${d}", SUM(CASE WHEN "public"."churn"."tier" = 'Gold' THEN 1 ELSE 0.0 END) AS "count-where" FROM "public"."churn" WHERE "public"."churn"."month" BETWEEN DATE '2024-02-01' AND DATE '2024-08-15' GROUP BY "public"."churn"."${d}" ORDER BY "public"."churn"."${d}" ASC`,
    check: (d) =>
      `SELECT ${d} k, countIf(tier = 'Gold') FROM ${BASE} WHERE month BETWEEN '2024-02-01' AND '2024-08-15' GROUP BY 1 ORDER BY k NULLS LAST`,
  },
  {
    tool: 'Looker',
    shape: 'HAVING on a measure',
    sql: (d, m) =>
      `SELECT churn.${d} AS "k", SUM(churn.${m}) AS "v" FROM public.churn AS churn GROUP BY 1 HAVING SUM(churn.customer_months) > 400 AND NOT (SUM(churn.${m}) IS NULL) ORDER BY 2 DESC, 1 LIMIT 500`,
    check: (d, m) =>
      `SELECT k, v FROM (SELECT ${d} k, ${m} v, sum(active) a FROM ${BASE} GROUP BY k) WHERE a > 400 ORDER BY v DESC, k NULLS LAST`,
  },
  {
    tool: 'QuickSight',
    shape: 'calculated group of values',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT CASE WHEN "${d}" IN ('Gold', 'Silver', 'Sichuan', 'App') THEN 'high' WHEN "${d}" IS NULL THEN 'none' ELSE 'low' END AS "band", MEASURE("${m}") AS "v" FROM "public"."churn" WHERE "month" >= '2024-01-01' GROUP BY CASE WHEN "${d}" IN ('Gold', 'Silver', 'Sichuan', 'App') THEN 'high' WHEN "${d}" IS NULL THEN 'none' ELSE 'low' END ORDER BY "band" LIMIT 200`,
    check: (d, m) =>
      `SELECT multiIf(${d} IN ('Gold', 'Silver', 'Sichuan', 'App'), 'high', ${d} IS NULL, 'none', 'low') b, ${m} FROM ${BASE} WHERE month >= '2024-01-01' GROUP BY b ORDER BY b`,
  },
  {
    tool: 'ThoughtSpot',
    shape: 'share of a total by cross join',
    sql: (d, m) =>
      `SELECT "ta_1"."${d}" "ca_1", SUM("ta_1"."${m}") * 100.0 / NULLIF("qt_1"."ca_3", 0) "ca_2" FROM "churn" "ta_1" CROSS JOIN (SELECT SUM("ta_2"."customer_months") "ca_3" FROM "churn" "ta_2") AS "qt_1" GROUP BY "ta_1"."${d}", "qt_1"."ca_3"`,
    check: (d, m) => `SELECT ${d}, toFloat64(${m}) * 100 / (SELECT sum(active) FROM ${BASE}) FROM ${BASE} GROUP BY 1`,
  },
  {
    tool: 'Sigma',
    shape: 'running sum by month',
    sql: (d, m) =>
      `select K_1 "K", M_2 "Month", sum(V_3) over (partition by K_1 order by M_2 rows unbounded preceding) "Running" from (select ${d} K_1, date_trunc('month', month)::date M_2, sum(${m}) V_3 from churn group by 1, 2) Q1 order by K_1, M_2`,
    check: (d, m) =>
      `SELECT k, month, sum(v) OVER (PARTITION BY k ORDER BY month ROWS UNBOUNDED PRECEDING) FROM (SELECT ${d} k, month, ${m} v FROM ${BASE} GROUP BY k, month) ORDER BY k NULLS LAST, month`,
  },
  {
    tool: 'Excel',
    shape: 'page of a sorted list',
    sql: (d, m) =>
      `SELECT churn."${d}" AS k, SUM(churn."${m}") AS v FROM public.churn churn GROUP BY churn."${d}" ORDER BY SUM(churn."${m}") DESC, churn."${d}" LIMIT 2 OFFSET 1`,
    check: (d, m) => `SELECT ${d} k, ${m} v FROM ${BASE} GROUP BY k ORDER BY v DESC, k NULLS LAST LIMIT 2 OFFSET 1`,
  },
  {
    tool: 'psql',
    shape: 'unquoted names in another case',
    sql: (d, m) =>
      `SELECT ${d[0]?.toUpperCase()}${d.slice(1)}, Sum(${m.toUpperCase()}) FROM Churn C GROUP BY C.${d} ORDER BY 1`,
    check: (d, m) => `SELECT ${d} k, ${m} FROM ${BASE} GROUP BY 1 ORDER BY k NULLS LAST`,
  },
  {
    tool: 'psql',
    shape: 'expressions around measures',
    measures: FRAGILE,
    sql: (d, m) =>
      `SELECT coalesce(${d}, '(none)') AS k, MEASURE(${m}) * 100, MEASURE(${m}) > 0 FROM churn GROUP BY ${d} ORDER BY 1`,
    check: (d, m) =>
      `SELECT coalesce(${d}, '(none)') k, ${m} * 100, if(${m} > 0, 'true', 'false') FROM ${BASE} GROUP BY k ORDER BY k`,
  },
];
