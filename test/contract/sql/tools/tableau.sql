-- What Tableau sends: preview, domains, sheets, its temporary tables.

-- ask churn tier churned
SELECT "churn"."tier" AS "tier", SUM("churn"."churned") AS "sum:churned:ok" FROM "public"."churn" "churn" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("churn"."tier" AS TEXT) AS "tier", CAST("churn"."month" AS DATE) AS "month" FROM "public"."churn" "churn" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("churn"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("churn"."churn_rate") AS "usr" FROM "public"."churn" "churn" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("churn"."month") AS "lo", MAX("churn"."month") AS "hi" FROM "public"."churn" "churn" HAVING COUNT(1) > 0;

-- answers
SELECT "churn"."tier" AS "tier" FROM "public"."churn" "churn" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask churn - churned
SELECT SUM("churn"."churned") AS "x" FROM "public"."churn" "churn" HAVING (COUNT(1) > 0);

-- ask value city revenue
SELECT "value"."city" AS "city", SUM("value"."revenue") AS "sum:revenue:ok" FROM "public"."value" "value" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("value"."city" AS TEXT) AS "city", CAST("value"."month" AS DATE) AS "month" FROM "public"."value" "value" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("value"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("value"."arpu") AS "usr" FROM "public"."value" "value" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("value"."month") AS "lo", MAX("value"."month") AS "hi" FROM "public"."value" "value" HAVING COUNT(1) > 0;

-- answers
SELECT "value"."city" AS "city" FROM "public"."value" "value" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask value - revenue
SELECT SUM("value"."revenue") AS "x" FROM "public"."value" "value" HAVING (COUNT(1) > 0);

-- ask usage plan_family data_mb
SELECT "usage"."plan_family" AS "plan_family", SUM("usage"."data_mb") AS "sum:data_mb:ok" FROM "public"."usage" "usage" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("usage"."plan_family" AS TEXT) AS "plan_family", CAST("usage"."month" AS DATE) AS "month" FROM "public"."usage" "usage" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("usage"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("usage"."minutes_per_customer") AS "usr" FROM "public"."usage" "usage" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("usage"."month") AS "lo", MAX("usage"."month") AS "hi" FROM "public"."usage" "usage" HAVING COUNT(1) > 0;

-- answers
SELECT "usage"."plan_family" AS "plan_family" FROM "public"."usage" "usage" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask usage - data_mb
SELECT SUM("usage"."data_mb") AS "x" FROM "public"."usage" "usage" HAVING (COUNT(1) > 0);

-- ask billing contract bills
SELECT "billing"."contract" AS "contract", SUM("billing"."bills") AS "sum:bills:ok" FROM "public"."billing" "billing" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("billing"."contract" AS TEXT) AS "contract", CAST("billing"."month" AS DATE) AS "month" FROM "public"."billing" "billing" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("billing"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("billing"."arrears_rate") AS "usr" FROM "public"."billing" "billing" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("billing"."month") AS "lo", MAX("billing"."month") AS "hi" FROM "public"."billing" "billing" HAVING COUNT(1) > 0;

-- answers
SELECT "billing"."contract" AS "contract" FROM "public"."billing" "billing" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask billing - bills
SELECT SUM("billing"."bills") AS "x" FROM "public"."billing" "billing" HAVING (COUNT(1) > 0);

-- ask service province contacts
SELECT "service"."province" AS "province", SUM("service"."contacts") AS "sum:contacts:ok" FROM "public"."service" "service" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("service"."province" AS TEXT) AS "province", CAST("service"."month" AS DATE) AS "month" FROM "public"."service" "service" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("service"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("service"."complaint_rate") AS "usr" FROM "public"."service" "service" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("service"."month") AS "lo", MAX("service"."month") AS "hi" FROM "public"."service" "service" HAVING COUNT(1) > 0;

-- answers
SELECT "service"."province" AS "province" FROM "public"."service" "service" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask service - contacts
SELECT SUM("service"."contacts") AS "x" FROM "public"."service" "service" HAVING (COUNT(1) > 0);

-- ask products product_line plan_changed
SELECT "products"."product_line" AS "product_line", SUM("products"."plan_changed") AS "sum:plan_changed:ok" FROM "public"."products" "products" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("products"."product_line" AS TEXT) AS "product_line", CAST("products"."month" AS DATE) AS "month" FROM "public"."products" "products" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("products"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("products"."migration_rate") AS "usr" FROM "public"."products" "products" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("products"."month") AS "lo", MAX("products"."month") AS "hi" FROM "public"."products" "products" HAVING COUNT(1) > 0;

-- answers
SELECT "products"."product_line" AS "product_line" FROM "public"."products" "products" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask products - plan_changed
SELECT SUM("products"."plan_changed") AS "x" FROM "public"."products" "products" HAVING (COUNT(1) > 0);

-- ask market channel joined
SELECT "market"."channel" AS "channel", SUM("market"."joined") AS "sum:joined:ok" FROM "public"."market" "market" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("market"."channel" AS TEXT) AS "channel", CAST("market"."month" AS DATE) AS "month" FROM "public"."market" "market" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("market"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("market"."retention_rate") AS "usr" FROM "public"."market" "market" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("market"."month") AS "lo", MAX("market"."month") AS "hi" FROM "public"."market" "market" HAVING COUNT(1) > 0;

-- answers
SELECT "market"."channel" AS "channel" FROM "public"."market" "market" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask market - joined
SELECT SUM("market"."joined") AS "x" FROM "public"."market" "market" HAVING (COUNT(1) > 0);

-- ask acquisition device_brand joined
SELECT "acquisition"."device_brand" AS "device_brand", SUM("acquisition"."joined") AS "sum:joined:ok" FROM "public"."acquisition" "acquisition" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("acquisition"."device_brand" AS TEXT) AS "device_brand", CAST("acquisition"."month" AS DATE) AS "month" FROM "public"."acquisition" "acquisition" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("acquisition"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("acquisition"."join_rate") AS "usr" FROM "public"."acquisition" "acquisition" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("acquisition"."month") AS "lo", MAX("acquisition"."month") AS "hi" FROM "public"."acquisition" "acquisition" HAVING COUNT(1) > 0;

-- answers
SELECT "acquisition"."device_brand" AS "device_brand" FROM "public"."acquisition" "acquisition" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask acquisition - joined
SELECT SUM("acquisition"."joined") AS "x" FROM "public"."acquisition" "acquisition" HAVING (COUNT(1) > 0);

-- ask segments segment revenue
SELECT "segments"."segment" AS "segment", SUM("segments"."revenue") AS "sum:revenue:ok" FROM "public"."segments" "segments" GROUP BY 1 ORDER BY 1;

-- answers
SELECT CAST("segments"."segment" AS TEXT) AS "segment", CAST("segments"."month" AS DATE) AS "month" FROM "public"."segments" "segments" LIMIT 100;

-- answers
SELECT DATE_TRUNC( 'QUARTER', CAST("segments"."month" AS TIMESTAMP) ) AS "tqr:month:ok", MEASURE("segments"."arpu") AS "usr" FROM "public"."segments" "segments" GROUP BY 1 ORDER BY 1;

-- answers
SELECT MIN("segments"."month") AS "lo", MAX("segments"."month") AS "hi" FROM "public"."segments" "segments" HAVING COUNT(1) > 0;

-- answers
SELECT "segments"."segment" AS "segment" FROM "public"."segments" "segments" GROUP BY 1 ORDER BY 1 LIMIT 20;

-- ask segments - revenue
SELECT SUM("segments"."revenue") AS "x" FROM "public"."segments" "segments" HAVING (COUNT(1) > 0);

-- answers
CREATE LOCAL TEMPORARY TABLE "#Tableau_1" ("COL" INTEGER) ON COMMIT PRESERVE ROWS;

-- answers
INSERT INTO "#Tableau_1" VALUES (1);

-- answers
DROP TABLE "#Tableau_1";

-- 0A000
SELECT * FROM "public"."churn" TABLESAMPLE SYSTEM (10);

