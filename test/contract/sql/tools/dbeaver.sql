-- What DBeaver sends: navigator, data tab, row count, plan.

-- rows 5
SELECT x.* FROM public.churn x LIMIT 5;

-- rows 3
SELECT * FROM public.churn LIMIT 3 OFFSET 2;

-- ask churn tier churned
SELECT tier, SUM(churned) FROM public.churn GROUP BY tier ORDER BY tier;

-- ask churn - churned
SELECT SUM(churned) FROM public.churn t;

-- rows 5
SELECT x.* FROM public.value x LIMIT 5;

-- rows 3
SELECT * FROM public.value LIMIT 3 OFFSET 2;

-- ask value city revenue
SELECT city, SUM(revenue) FROM public.value GROUP BY city ORDER BY city;

-- ask value - revenue
SELECT SUM(revenue) FROM public.value t;

-- rows 5
SELECT x.* FROM public.usage x LIMIT 5;

-- rows 3
SELECT * FROM public.usage LIMIT 3 OFFSET 2;

-- ask usage plan_family data_mb
SELECT plan_family, SUM(data_mb) FROM public.usage GROUP BY plan_family ORDER BY plan_family;

-- ask usage - data_mb
SELECT SUM(data_mb) FROM public.usage t;

-- rows 5
SELECT x.* FROM public.billing x LIMIT 5;

-- rows 3
SELECT * FROM public.billing LIMIT 3 OFFSET 2;

-- ask billing contract bills
SELECT contract, SUM(bills) FROM public.billing GROUP BY contract ORDER BY contract;

-- ask billing - bills
SELECT SUM(bills) FROM public.billing t;

-- rows 5
SELECT x.* FROM public.service x LIMIT 5;

-- rows 3
SELECT * FROM public.service LIMIT 3 OFFSET 2;

-- ask service province contacts
SELECT province, SUM(contacts) FROM public.service GROUP BY province ORDER BY province;

-- ask service - contacts
SELECT SUM(contacts) FROM public.service t;

-- rows 5
SELECT x.* FROM public.products x LIMIT 5;

-- rows 3
SELECT * FROM public.products LIMIT 3 OFFSET 2;

-- ask products product_line plan_changed
SELECT product_line, SUM(plan_changed) FROM public.products GROUP BY product_line ORDER BY product_line;

-- ask products - plan_changed
SELECT SUM(plan_changed) FROM public.products t;

-- rows 5
SELECT x.* FROM public.market x LIMIT 5;

-- rows 3
SELECT * FROM public.market LIMIT 3 OFFSET 2;

-- ask market channel joined
SELECT channel, SUM(joined) FROM public.market GROUP BY channel ORDER BY channel;

-- ask market - joined
SELECT SUM(joined) FROM public.market t;

-- rows 5
SELECT x.* FROM public.acquisition x LIMIT 5;

-- rows 3
SELECT * FROM public.acquisition LIMIT 3 OFFSET 2;

-- ask acquisition device_brand joined
SELECT device_brand, SUM(joined) FROM public.acquisition GROUP BY device_brand ORDER BY device_brand;

-- ask acquisition - joined
SELECT SUM(joined) FROM public.acquisition t;

-- rows 5
SELECT x.* FROM public.segments x LIMIT 5;

-- rows 3
SELECT * FROM public.segments LIMIT 3 OFFSET 2;

-- ask segments segment revenue
SELECT segment, SUM(revenue) FROM public.segments GROUP BY segment ORDER BY segment;

-- ask segments - revenue
SELECT SUM(revenue) FROM public.segments t;

-- answers
SELECT n.oid, n.*, d.description FROM pg_catalog.pg_namespace n LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass ORDER BY nspname;

-- answers
SELECT c.oid, c.*, d.description, pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr, pg_catalog.pg_get_partkeydef(c.oid) as partition_key FROM pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass WHERE c.relnamespace='public'::regnamespace AND c.relkind not in ('i','I','c');

-- answers
SELECT current_schema(), session_user;

-- answers
SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE datname='tenure';

-- answers
SELECT count(*) FROM (SELECT x.* FROM public.churn x) sub;

-- answers
SHOW search_path;

-- 42703
SELECT ctid, x.* FROM public.churn x;

-- answers
EXPLAIN (FORMAT JSON) SELECT tier, SUM(churned) FROM churn GROUP BY 1;

