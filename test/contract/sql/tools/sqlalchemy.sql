-- What SQLAlchemy 2 sends to reflect, and Superset over it.

-- rows 4
SELECT * FROM public.churn LIMIT 4;

-- ask churn tier churn_rate
SELECT tier AS tier, MEASURE(churn_rate) AS m FROM public.churn GROUP BY tier ORDER BY tier LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(churned) AS s FROM public.churn WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(tier AS VARCHAR) AS c FROM public.churn LIMIT 3;

-- ask churn tier churned
SELECT tier, sum(churned) s FROM public.churn GROUP BY tier, churn_rate ORDER BY tier;

-- rows 4
SELECT * FROM public.value LIMIT 4;

-- ask value city arpu
SELECT city AS city, MEASURE(arpu) AS m FROM public.value GROUP BY city ORDER BY city LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(revenue) AS s FROM public.value WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(city AS VARCHAR) AS c FROM public.value LIMIT 3;

-- ask value city revenue
SELECT city, sum(revenue) s FROM public.value GROUP BY city, arpu ORDER BY city;

-- rows 4
SELECT * FROM public.usage LIMIT 4;

-- ask usage plan_family minutes_per_customer
SELECT plan_family AS plan_family, MEASURE(minutes_per_customer) AS m FROM public.usage GROUP BY plan_family ORDER BY plan_family LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(data_mb) AS s FROM public.usage WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(plan_family AS VARCHAR) AS c FROM public.usage LIMIT 3;

-- ask usage plan_family data_mb
SELECT plan_family, sum(data_mb) s FROM public.usage GROUP BY plan_family, minutes_per_customer ORDER BY plan_family;

-- rows 4
SELECT * FROM public.billing LIMIT 4;

-- ask billing contract arrears_rate
SELECT contract AS contract, MEASURE(arrears_rate) AS m FROM public.billing GROUP BY contract ORDER BY contract LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(bills) AS s FROM public.billing WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(contract AS VARCHAR) AS c FROM public.billing LIMIT 3;

-- ask billing contract bills
SELECT contract, sum(bills) s FROM public.billing GROUP BY contract, arrears_rate ORDER BY contract;

-- rows 4
SELECT * FROM public.service LIMIT 4;

-- ask service province complaint_rate
SELECT province AS province, MEASURE(complaint_rate) AS m FROM public.service GROUP BY province ORDER BY province LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(contacts) AS s FROM public.service WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(province AS VARCHAR) AS c FROM public.service LIMIT 3;

-- ask service province contacts
SELECT province, sum(contacts) s FROM public.service GROUP BY province, complaint_rate ORDER BY province;

-- rows 4
SELECT * FROM public.products LIMIT 4;

-- ask products product_line migration_rate
SELECT product_line AS product_line, MEASURE(migration_rate) AS m FROM public.products GROUP BY product_line ORDER BY product_line LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(plan_changed) AS s FROM public.products WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(product_line AS VARCHAR) AS c FROM public.products LIMIT 3;

-- ask products product_line plan_changed
SELECT product_line, sum(plan_changed) s FROM public.products GROUP BY product_line, migration_rate ORDER BY product_line;

-- rows 4
SELECT * FROM public.market LIMIT 4;

-- ask market channel retention_rate
SELECT channel AS channel, MEASURE(retention_rate) AS m FROM public.market GROUP BY channel ORDER BY channel LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(joined) AS s FROM public.market WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(channel AS VARCHAR) AS c FROM public.market LIMIT 3;

-- ask market channel joined
SELECT channel, sum(joined) s FROM public.market GROUP BY channel, retention_rate ORDER BY channel;

-- rows 4
SELECT * FROM public.acquisition LIMIT 4;

-- ask acquisition device_brand join_rate
SELECT device_brand AS device_brand, MEASURE(join_rate) AS m FROM public.acquisition GROUP BY device_brand ORDER BY device_brand LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(joined) AS s FROM public.acquisition WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(device_brand AS VARCHAR) AS c FROM public.acquisition LIMIT 3;

-- ask acquisition device_brand joined
SELECT device_brand, sum(joined) s FROM public.acquisition GROUP BY device_brand, join_rate ORDER BY device_brand;

-- rows 4
SELECT * FROM public.segments LIMIT 4;

-- ask segments segment arpu
SELECT segment AS segment, MEASURE(arpu) AS m FROM public.segments GROUP BY segment ORDER BY segment LIMIT 10000;

-- answers
SELECT DATE_TRUNC('month', month) AS __timestamp, sum(revenue) AS s FROM public.segments WHERE month >= TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND month < TO_TIMESTAMP('2025-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY s DESC LIMIT 50000;

-- answers
SELECT CAST(segment AS VARCHAR) AS c FROM public.segments LIMIT 3;

-- ask segments segment revenue
SELECT segment, sum(revenue) s FROM public.segments GROUP BY segment, arpu ORDER BY segment;

-- answers
SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p']) AND pg_catalog.pg_class.relpersistence != 't' AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != 'pg_catalog';

-- answers
SELECT pg_catalog.pg_namespace.nspname FROM pg_catalog.pg_namespace WHERE pg_catalog.pg_namespace.nspname NOT LIKE 'pg_%' ORDER BY pg_catalog.pg_namespace.nspname;

-- answers
SELECT pg_catalog.pg_attribute.attname AS name, pg_catalog.format_type(pg_catalog.pg_attribute.atttypid, pg_catalog.pg_attribute.atttypmod) AS format_type, (SELECT pg_catalog.pg_get_expr(pg_catalog.pg_attrdef.adbin, pg_catalog.pg_attrdef.adrelid) AS pg_get_expr_1 FROM pg_catalog.pg_attrdef WHERE pg_catalog.pg_attrdef.adrelid = pg_catalog.pg_attribute.attrelid AND pg_catalog.pg_attrdef.adnum = pg_catalog.pg_attribute.attnum AND pg_catalog.pg_attribute.atthasdef) AS "default", pg_catalog.pg_attribute.attnotnull AS not_null, pg_catalog.pg_class.relname AS table_name, pg_catalog.pg_description.description AS comment, pg_catalog.pg_attribute.attgenerated AS generated FROM pg_catalog.pg_class LEFT OUTER JOIN pg_catalog.pg_attribute ON pg_catalog.pg_class.oid = pg_catalog.pg_attribute.attrelid AND pg_catalog.pg_attribute.attnum > 0 AND NOT pg_catalog.pg_attribute.attisdropped LEFT OUTER JOIN pg_catalog.pg_description ON pg_catalog.pg_description.objoid = pg_catalog.pg_attribute.attrelid AND pg_catalog.pg_description.objsubid = pg_catalog.pg_attribute.attnum JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm']) AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != 'pg_catalog' AND pg_catalog.pg_class.relname IN ('churn') ORDER BY pg_catalog.pg_class.relname, pg_catalog.pg_attribute.attnum;

-- answers
SELECT pg_catalog.pg_class.oid, pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relkind = ANY (ARRAY['r','v','m','f','p']) AND pg_catalog.pg_class.relname IN ('churn','value');

-- answers
SELECT con.conrelid, con.conname, array_agg(attr.attname ORDER BY attr.ord) AS cols FROM (SELECT pg_catalog.pg_constraint.conrelid AS conrelid, pg_catalog.pg_constraint.conname AS conname, unnest(pg_catalog.pg_constraint.conkey) AS attnum, generate_subscripts(pg_catalog.pg_constraint.conkey, 1) AS ord FROM pg_catalog.pg_constraint WHERE pg_catalog.pg_constraint.contype = 'p') AS con JOIN (SELECT attrelid, attnum, attname, 1 AS ord FROM pg_catalog.pg_attribute) attr ON attr.attnum = con.attnum AND attr.attrelid = con.conrelid GROUP BY con.conrelid, con.conname;

-- answers
SELECT pg_catalog.pg_index.indexrelid, pg_catalog.pg_index.indrelid, unnest(pg_catalog.pg_index.indkey) AS attnum FROM pg_catalog.pg_index WHERE NOT pg_catalog.pg_index.indisprimary LIMIT 5;

-- answers
SELECT pg_catalog.pg_type.typname AS name, pg_catalog.pg_type_is_visible(pg_catalog.pg_type.oid) AS visible FROM pg_catalog.pg_type JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_type.typnamespace WHERE pg_catalog.pg_type.typtype = 'e';

-- answers
select pg_catalog.version();

-- answers
select current_schema();

-- answers
show standard_conforming_strings;

-- answers
SHOW TRANSACTION ISOLATION LEVEL;

