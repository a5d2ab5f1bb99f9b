-- What Power BI, Grafana, Looker Studio and QuickSight send.

-- rows 6
select * from "public"."churn" "$Table" limit 6;

-- ask churn tier churned
select "rows"."tier" as "tier", sum("rows"."churned") as "a0" from (select "tier", "churned" from "public"."churn" "$Table") "rows" group by "tier" order by "tier";

-- answers
select "_"."tier" from (select "rows"."tier" from (select "tier" from "public"."churn" "$Table") "rows" group by "tier") "_" order by "_"."tier" limit 101;

-- answers
select count(1) as "a0" from "public"."churn" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("churn_rate") from "churn" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- rows 6
select * from "public"."value" "$Table" limit 6;

-- ask value city revenue
select "rows"."city" as "city", sum("rows"."revenue") as "a0" from (select "city", "revenue" from "public"."value" "$Table") "rows" group by "city" order by "city";

-- answers
select "_"."city" from (select "rows"."city" from (select "city" from "public"."value" "$Table") "rows" group by "city") "_" order by "_"."city" limit 101;

-- answers
select count(1) as "a0" from "public"."value" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("arpu") from "value" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- rows 6
select * from "public"."usage" "$Table" limit 6;

-- ask usage plan_family data_mb
select "rows"."plan_family" as "plan_family", sum("rows"."data_mb") as "a0" from (select "plan_family", "data_mb" from "public"."usage" "$Table") "rows" group by "plan_family" order by "plan_family";

-- answers
select "_"."plan_family" from (select "rows"."plan_family" from (select "plan_family" from "public"."usage" "$Table") "rows" group by "plan_family") "_" order by "_"."plan_family" limit 101;

-- answers
select count(1) as "a0" from "public"."usage" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("minutes_per_customer") from "usage" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- rows 6
select * from "public"."billing" "$Table" limit 6;

-- ask billing contract bills
select "rows"."contract" as "contract", sum("rows"."bills") as "a0" from (select "contract", "bills" from "public"."billing" "$Table") "rows" group by "contract" order by "contract";

-- answers
select "_"."contract" from (select "rows"."contract" from (select "contract" from "public"."billing" "$Table") "rows" group by "contract") "_" order by "_"."contract" limit 101;

-- answers
select count(1) as "a0" from "public"."billing" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("arrears_rate") from "billing" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- rows 6
select * from "public"."service" "$Table" limit 6;

-- ask service province contacts
select "rows"."province" as "province", sum("rows"."contacts") as "a0" from (select "province", "contacts" from "public"."service" "$Table") "rows" group by "province" order by "province";

-- answers
select "_"."province" from (select "rows"."province" from (select "province" from "public"."service" "$Table") "rows" group by "province") "_" order by "_"."province" limit 101;

-- answers
select count(1) as "a0" from "public"."service" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("complaint_rate") from "service" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- rows 6
select * from "public"."products" "$Table" limit 6;

-- ask products product_line plan_changed
select "rows"."product_line" as "product_line", sum("rows"."plan_changed") as "a0" from (select "product_line", "plan_changed" from "public"."products" "$Table") "rows" group by "product_line" order by "product_line";

-- answers
select "_"."product_line" from (select "rows"."product_line" from (select "product_line" from "public"."products" "$Table") "rows" group by "product_line") "_" order by "_"."product_line" limit 101;

-- answers
select count(1) as "a0" from "public"."products" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("migration_rate") from "products" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- rows 6
select * from "public"."market" "$Table" limit 6;

-- ask market channel joined
select "rows"."channel" as "channel", sum("rows"."joined") as "a0" from (select "channel", "joined" from "public"."market" "$Table") "rows" group by "channel" order by "channel";

-- answers
select "_"."channel" from (select "rows"."channel" from (select "channel" from "public"."market" "$Table") "rows" group by "channel") "_" order by "_"."channel" limit 101;

-- answers
select count(1) as "a0" from "public"."market" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("retention_rate") from "market" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- rows 6
select * from "public"."acquisition" "$Table" limit 6;

-- ask acquisition device_brand joined
select "rows"."device_brand" as "device_brand", sum("rows"."joined") as "a0" from (select "device_brand", "joined" from "public"."acquisition" "$Table") "rows" group by "device_brand" order by "device_brand";

-- answers
select "_"."device_brand" from (select "rows"."device_brand" from (select "device_brand" from "public"."acquisition" "$Table") "rows" group by "device_brand") "_" order by "_"."device_brand" limit 101;

-- answers
select count(1) as "a0" from "public"."acquisition" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("join_rate") from "acquisition" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- rows 6
select * from "public"."segments" "$Table" limit 6;

-- ask segments segment revenue
select "rows"."segment" as "segment", sum("rows"."revenue") as "a0" from (select "segment", "revenue" from "public"."segments" "$Table") "rows" group by "segment" order by "segment";

-- answers
select "_"."segment" from (select "rows"."segment" from (select "segment" from "public"."segments" "$Table") "rows" group by "segment") "_" order by "_"."segment" limit 101;

-- answers
select count(1) as "a0" from "public"."segments" "$Table";

-- answers
select date_trunc('month', "month") as "$__time", measure("arpu") from "segments" where "month" >= '2024-01-01T00:00:00Z' and "month" < '2025-01-01T00:00:00Z' group by 1 order by 1;

-- answers
select TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE from INFORMATION_SCHEMA.tables where TABLE_SCHEMA not in ('information_schema', 'pg_catalog') order by TABLE_SCHEMA, TABLE_NAME;

-- answers
select COLUMN_NAME, ORDINAL_POSITION, IS_NULLABLE, case when (data_type like '%unsigned%') then DATA_TYPE || ' unsigned' else DATA_TYPE end as DATA_TYPE from INFORMATION_SCHEMA.columns where TABLE_SCHEMA = 'public' and TABLE_NAME = 'churn';

-- answers
select character_set_name from INFORMATION_SCHEMA.CHARACTER_SETS;

-- answers
SELECT has_schema_privilege(current_user, 'public', 'usage');

-- answers
SELECT has_table_privilege('analyst', 'public.churn', 'select');

