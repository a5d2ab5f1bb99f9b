-- What Metabase sends: scan, fingerprint, summaries on a table and on a saved question.

-- rows 7
SELECT * FROM "public"."churn" LIMIT 7;

-- ask churn tier churned
SELECT "public"."churn"."tier" AS "tier", SUM("public"."churn"."churned") AS "sum" FROM "public"."churn" GROUP BY "public"."churn"."tier" ORDER BY "public"."churn"."tier" ASC;

-- ask churn tier churn_rate
SELECT "source"."tier" AS "tier", MEASURE("source"."churn_rate") AS "m" FROM (SELECT * FROM "public"."churn") "source" GROUP BY "source"."tier" ORDER BY "source"."tier" ASC;

-- answers
SELECT CAST(extract(dow from "public"."churn"."month") AS integer) + 1 AS "dow", SUM("public"."churn"."churned") FROM "public"."churn" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."churn"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("churn_rate") FROM "public"."churn" GROUP BY 1 ORDER BY 1;

-- max churn tier churned
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."churn"."tier" AS "tier", SUM("public"."churn"."churned") AS "total" FROM "public"."churn" GROUP BY "public"."churn"."tier") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."churn";

-- rows 7
SELECT * FROM "public"."value" LIMIT 7;

-- ask value city revenue
SELECT "public"."value"."city" AS "city", SUM("public"."value"."revenue") AS "sum" FROM "public"."value" GROUP BY "public"."value"."city" ORDER BY "public"."value"."city" ASC;

-- ask value city arpu
SELECT "source"."city" AS "city", MEASURE("source"."arpu") AS "m" FROM (SELECT * FROM "public"."value") "source" GROUP BY "source"."city" ORDER BY "source"."city" ASC;

-- answers
SELECT CAST(extract(dow from "public"."value"."month") AS integer) + 1 AS "dow", SUM("public"."value"."revenue") FROM "public"."value" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."value"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("arpu") FROM "public"."value" GROUP BY 1 ORDER BY 1;

-- max value city revenue
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."value"."city" AS "city", SUM("public"."value"."revenue") AS "total" FROM "public"."value" GROUP BY "public"."value"."city") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."value";

-- rows 7
SELECT * FROM "public"."usage" LIMIT 7;

-- ask usage plan_family data_mb
SELECT "public"."usage"."plan_family" AS "plan_family", SUM("public"."usage"."data_mb") AS "sum" FROM "public"."usage" GROUP BY "public"."usage"."plan_family" ORDER BY "public"."usage"."plan_family" ASC;

-- ask usage plan_family minutes_per_customer
SELECT "source"."plan_family" AS "plan_family", MEASURE("source"."minutes_per_customer") AS "m" FROM (SELECT * FROM "public"."usage") "source" GROUP BY "source"."plan_family" ORDER BY "source"."plan_family" ASC;

-- answers
SELECT CAST(extract(dow from "public"."usage"."month") AS integer) + 1 AS "dow", SUM("public"."usage"."data_mb") FROM "public"."usage" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."usage"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("minutes_per_customer") FROM "public"."usage" GROUP BY 1 ORDER BY 1;

-- max usage plan_family data_mb
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."usage"."plan_family" AS "plan_family", SUM("public"."usage"."data_mb") AS "total" FROM "public"."usage" GROUP BY "public"."usage"."plan_family") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."usage";

-- rows 7
SELECT * FROM "public"."billing" LIMIT 7;

-- ask billing contract bills
SELECT "public"."billing"."contract" AS "contract", SUM("public"."billing"."bills") AS "sum" FROM "public"."billing" GROUP BY "public"."billing"."contract" ORDER BY "public"."billing"."contract" ASC;

-- ask billing contract arrears_rate
SELECT "source"."contract" AS "contract", MEASURE("source"."arrears_rate") AS "m" FROM (SELECT * FROM "public"."billing") "source" GROUP BY "source"."contract" ORDER BY "source"."contract" ASC;

-- answers
SELECT CAST(extract(dow from "public"."billing"."month") AS integer) + 1 AS "dow", SUM("public"."billing"."bills") FROM "public"."billing" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."billing"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("arrears_rate") FROM "public"."billing" GROUP BY 1 ORDER BY 1;

-- max billing contract bills
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."billing"."contract" AS "contract", SUM("public"."billing"."bills") AS "total" FROM "public"."billing" GROUP BY "public"."billing"."contract") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."billing";

-- rows 7
SELECT * FROM "public"."service" LIMIT 7;

-- ask service province contacts
SELECT "public"."service"."province" AS "province", SUM("public"."service"."contacts") AS "sum" FROM "public"."service" GROUP BY "public"."service"."province" ORDER BY "public"."service"."province" ASC;

-- ask service province complaint_rate
SELECT "source"."province" AS "province", MEASURE("source"."complaint_rate") AS "m" FROM (SELECT * FROM "public"."service") "source" GROUP BY "source"."province" ORDER BY "source"."province" ASC;

-- answers
SELECT CAST(extract(dow from "public"."service"."month") AS integer) + 1 AS "dow", SUM("public"."service"."contacts") FROM "public"."service" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."service"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("complaint_rate") FROM "public"."service" GROUP BY 1 ORDER BY 1;

-- max service province contacts
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."service"."province" AS "province", SUM("public"."service"."contacts") AS "total" FROM "public"."service" GROUP BY "public"."service"."province") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."service";

-- rows 7
SELECT * FROM "public"."products" LIMIT 7;

-- ask products product_line plan_changed
SELECT "public"."products"."product_line" AS "product_line", SUM("public"."products"."plan_changed") AS "sum" FROM "public"."products" GROUP BY "public"."products"."product_line" ORDER BY "public"."products"."product_line" ASC;

-- ask products product_line migration_rate
SELECT "source"."product_line" AS "product_line", MEASURE("source"."migration_rate") AS "m" FROM (SELECT * FROM "public"."products") "source" GROUP BY "source"."product_line" ORDER BY "source"."product_line" ASC;

-- answers
SELECT CAST(extract(dow from "public"."products"."month") AS integer) + 1 AS "dow", SUM("public"."products"."plan_changed") FROM "public"."products" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."products"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("migration_rate") FROM "public"."products" GROUP BY 1 ORDER BY 1;

-- max products product_line plan_changed
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."products"."product_line" AS "product_line", SUM("public"."products"."plan_changed") AS "total" FROM "public"."products" GROUP BY "public"."products"."product_line") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."products";

-- rows 7
SELECT * FROM "public"."market" LIMIT 7;

-- ask market channel joined
SELECT "public"."market"."channel" AS "channel", SUM("public"."market"."joined") AS "sum" FROM "public"."market" GROUP BY "public"."market"."channel" ORDER BY "public"."market"."channel" ASC;

-- ask market channel retention_rate
SELECT "source"."channel" AS "channel", MEASURE("source"."retention_rate") AS "m" FROM (SELECT * FROM "public"."market") "source" GROUP BY "source"."channel" ORDER BY "source"."channel" ASC;

-- answers
SELECT CAST(extract(dow from "public"."market"."month") AS integer) + 1 AS "dow", SUM("public"."market"."joined") FROM "public"."market" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."market"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("retention_rate") FROM "public"."market" GROUP BY 1 ORDER BY 1;

-- max market channel joined
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."market"."channel" AS "channel", SUM("public"."market"."joined") AS "total" FROM "public"."market" GROUP BY "public"."market"."channel") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."market";

-- rows 7
SELECT * FROM "public"."acquisition" LIMIT 7;

-- ask acquisition device_brand joined
SELECT "public"."acquisition"."device_brand" AS "device_brand", SUM("public"."acquisition"."joined") AS "sum" FROM "public"."acquisition" GROUP BY "public"."acquisition"."device_brand" ORDER BY "public"."acquisition"."device_brand" ASC;

-- ask acquisition device_brand join_rate
SELECT "source"."device_brand" AS "device_brand", MEASURE("source"."join_rate") AS "m" FROM (SELECT * FROM "public"."acquisition") "source" GROUP BY "source"."device_brand" ORDER BY "source"."device_brand" ASC;

-- answers
SELECT CAST(extract(dow from "public"."acquisition"."month") AS integer) + 1 AS "dow", SUM("public"."acquisition"."joined") FROM "public"."acquisition" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."acquisition"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("join_rate") FROM "public"."acquisition" GROUP BY 1 ORDER BY 1;

-- max acquisition device_brand joined
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."acquisition"."device_brand" AS "device_brand", SUM("public"."acquisition"."joined") AS "total" FROM "public"."acquisition" GROUP BY "public"."acquisition"."device_brand") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."acquisition";

-- rows 7
SELECT * FROM "public"."segments" LIMIT 7;

-- ask segments segment revenue
SELECT "public"."segments"."segment" AS "segment", SUM("public"."segments"."revenue") AS "sum" FROM "public"."segments" GROUP BY "public"."segments"."segment" ORDER BY "public"."segments"."segment" ASC;

-- ask segments segment arpu
SELECT "source"."segment" AS "segment", MEASURE("source"."arpu") AS "m" FROM (SELECT * FROM "public"."segments") "source" GROUP BY "source"."segment" ORDER BY "source"."segment" ASC;

-- answers
SELECT CAST(extract(dow from "public"."segments"."month") AS integer) + 1 AS "dow", SUM("public"."segments"."revenue") FROM "public"."segments" GROUP BY 1 ORDER BY 1;

-- answers
SELECT (CAST(date_trunc('week', (("public"."segments"."month") + INTERVAL '1 day')) AS timestamp) + INTERVAL '-1 day') AS "week", MEASURE("arpu") FROM "public"."segments" GROUP BY 1 ORDER BY 1;

-- max segments segment revenue
SELECT MAX("source"."total") AS "max" FROM (SELECT "public"."segments"."segment" AS "segment", SUM("public"."segments"."revenue") AS "total" FROM "public"."segments" GROUP BY "public"."segments"."segment") AS "source";

-- answers
SELECT COUNT(*) AS "count" FROM "public"."segments";

-- answers
SELECT STDDEV_POP("public"."churn"."household_size") AS "stddev" FROM "public"."churn";

-- answers
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY "public"."churn"."household_size") AS "median" FROM "public"."churn";

-- answers
SELECT "public"."churn"."tier", PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY "public"."churn"."household_size") FROM "public"."churn" GROUP BY 1 ORDER BY 1;

-- answers
SELECT SUBSTRING("public"."churn"."city", 1, 1234) AS "substring" FROM "public"."churn" LIMIT 10;

-- answers
SELECT COUNT(DISTINCT "public"."churn"."city") FROM "public"."churn" WHERE "public"."churn"."tier" = 'Gold';

-- 42803
SELECT SUM("public"."churn"."churn_rate") FROM "public"."churn";

-- 42803
SELECT AVG("public"."value"."arpu") FROM "public"."value";

