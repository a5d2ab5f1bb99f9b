-- psql, pgcli, Excel over ODBC, DuckDB, and people at a console.

-- answers
SELECT n.nspname as "Schema", c.relname as "Name", CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' END as "Type", pg_catalog.pg_get_userbyid(c.relowner) as "Owner" FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam WHERE c.relkind IN ('r','p','v','m','S','f','') AND n.nspname <> 'pg_catalog' AND n.nspname !~ '^pg_toast' AND n.nspname <> 'information_schema' AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 1,2;

-- answers
SELECT n.nspname AS "Name", pg_catalog.pg_get_userbyid(n.nspowner) AS "Owner" FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1;

-- answers
SELECT r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY 1;

-- answers
SELECT d.datname as "Name", pg_catalog.pg_get_userbyid(d.datdba) as "Owner", pg_catalog.pg_encoding_to_char(d.encoding) as "Encoding" FROM pg_catalog.pg_database d ORDER BY 1;

-- answers
SELECT c.oid::pg_catalog.regclass FROM pg_catalog.pg_class c, pg_catalog.pg_inherits i WHERE c.oid = i.inhparent AND i.inhrelid = 1;

-- answers
select nspname from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema';

-- answers
COPY (SELECT tier, SUM(churned) FROM churn GROUP BY 1) TO STDOUT;

-- answers
COPY (SELECT * FROM churn LIMIT 5) TO STDOUT (FORMAT csv, HEADER);

-- answers
SELECT pg_size_pretty(pg_database_size(current_database()));

-- answers
SELECT pg_is_in_recovery();

-- answers
SELECT txid_current();

-- ask churn tier churn_rate
select tier, measure(churn_rate) from churn group by 1 order by 1;

-- answers
explain select tier, sum(churned) from churn group by 1;

-- 42703
select tierx from churn;

-- rows 3
select * from churn order by month, customer_id limit 3;

-- 42703
COPY (SELECT "tier" FROM "public"."churn" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE cchurn CURSOR WITH HOLD FOR SELECT tier FROM churn LIMIT 3;

-- answers
SELECT DISTINCT tier FROM churn ORDER BY 1;

-- answers
SELECT tier, SUM(churned) AS s FROM churn WHERE tier IN ('Gold', 'Silver', 'Beijing') GROUP BY tier HAVING SUM(churned) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(churn_rate) from churn;

-- ask value city arpu
select city, measure(arpu) from value group by 1 order by 1;

-- answers
explain select city, sum(revenue) from value group by 1;

-- 42703
select cityx from value;

-- rows 3
select * from value order by month, customer_id limit 3;

-- 42703
COPY (SELECT "city" FROM "public"."value" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE cvalue CURSOR WITH HOLD FOR SELECT city FROM value LIMIT 3;

-- answers
SELECT DISTINCT city FROM value ORDER BY 1;

-- answers
SELECT city, SUM(revenue) AS s FROM value WHERE city IN ('Gold', 'Silver', 'Beijing') GROUP BY city HAVING SUM(revenue) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(arpu) from value;

-- ask usage plan_family minutes_per_customer
select plan_family, measure(minutes_per_customer) from usage group by 1 order by 1;

-- answers
explain select plan_family, sum(data_mb) from usage group by 1;

-- 42703
select plan_familyx from usage;

-- rows 3
select * from usage order by month, customer_id limit 3;

-- 42703
COPY (SELECT "plan_family" FROM "public"."usage" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE cusage CURSOR WITH HOLD FOR SELECT plan_family FROM usage LIMIT 3;

-- answers
SELECT DISTINCT plan_family FROM usage ORDER BY 1;

-- answers
SELECT plan_family, SUM(data_mb) AS s FROM usage WHERE plan_family IN ('Gold', 'Silver', 'Beijing') GROUP BY plan_family HAVING SUM(data_mb) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(minutes_per_customer) from usage;

-- ask billing contract arrears_rate
select contract, measure(arrears_rate) from billing group by 1 order by 1;

-- answers
explain select contract, sum(bills) from billing group by 1;

-- 42703
select contractx from billing;

-- rows 3
select * from billing order by month, customer_id limit 3;

-- 42703
COPY (SELECT "contract" FROM "public"."billing" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE cbilling CURSOR WITH HOLD FOR SELECT contract FROM billing LIMIT 3;

-- answers
SELECT DISTINCT contract FROM billing ORDER BY 1;

-- answers
SELECT contract, SUM(bills) AS s FROM billing WHERE contract IN ('Gold', 'Silver', 'Beijing') GROUP BY contract HAVING SUM(bills) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(arrears_rate) from billing;

-- ask service province complaint_rate
select province, measure(complaint_rate) from service group by 1 order by 1;

-- answers
explain select province, sum(contacts) from service group by 1;

-- 42703
select provincex from service;

-- rows 3
select * from service order by month, customer_id limit 3;

-- 42703
COPY (SELECT "province" FROM "public"."service" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE cservice CURSOR WITH HOLD FOR SELECT province FROM service LIMIT 3;

-- answers
SELECT DISTINCT province FROM service ORDER BY 1;

-- answers
SELECT province, SUM(contacts) AS s FROM service WHERE province IN ('Gold', 'Silver', 'Beijing') GROUP BY province HAVING SUM(contacts) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(complaint_rate) from service;

-- ask products product_line migration_rate
select product_line, measure(migration_rate) from products group by 1 order by 1;

-- answers
explain select product_line, sum(plan_changed) from products group by 1;

-- 42703
select product_linex from products;

-- rows 3
select * from products order by month, customer_id limit 3;

-- 42703
COPY (SELECT "product_line" FROM "public"."products" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE cproducts CURSOR WITH HOLD FOR SELECT product_line FROM products LIMIT 3;

-- answers
SELECT DISTINCT product_line FROM products ORDER BY 1;

-- answers
SELECT product_line, SUM(plan_changed) AS s FROM products WHERE product_line IN ('Gold', 'Silver', 'Beijing') GROUP BY product_line HAVING SUM(plan_changed) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(migration_rate) from products;

-- ask market channel retention_rate
select channel, measure(retention_rate) from market group by 1 order by 1;

-- answers
explain select channel, sum(joined) from market group by 1;

-- 42703
select channelx from market;

-- rows 3
select * from market order by month, customer_id limit 3;

-- 42703
COPY (SELECT "channel" FROM "public"."market" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE cmarket CURSOR WITH HOLD FOR SELECT channel FROM market LIMIT 3;

-- answers
SELECT DISTINCT channel FROM market ORDER BY 1;

-- answers
SELECT channel, SUM(joined) AS s FROM market WHERE channel IN ('Gold', 'Silver', 'Beijing') GROUP BY channel HAVING SUM(joined) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(retention_rate) from market;

-- ask acquisition device_brand join_rate
select device_brand, measure(join_rate) from acquisition group by 1 order by 1;

-- answers
explain select device_brand, sum(joined) from acquisition group by 1;

-- 42703
select device_brandx from acquisition;

-- rows 3
select * from acquisition order by month, customer_id limit 3;

-- 42703
COPY (SELECT "device_brand" FROM "public"."acquisition" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE cacquisition CURSOR WITH HOLD FOR SELECT device_brand FROM acquisition LIMIT 3;

-- answers
SELECT DISTINCT device_brand FROM acquisition ORDER BY 1;

-- answers
SELECT device_brand, SUM(joined) AS s FROM acquisition WHERE device_brand IN ('Gold', 'Silver', 'Beijing') GROUP BY device_brand HAVING SUM(joined) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(join_rate) from acquisition;

-- ask segments segment arpu
select segment, measure(arpu) from segments group by 1 order by 1;

-- answers
explain select segment, sum(revenue) from segments group by 1;

-- 42703
select segmentx from segments;

-- rows 3
select * from segments order by month, customer_id limit 3;

-- 42703
COPY (SELECT "segment" FROM "public"."segments" WHERE ctid BETWEEN '(0,0)'::tid AND '(4294967295,0)'::tid) TO STDOUT (FORMAT "binary");

-- answers
DECLARE csegments CURSOR WITH HOLD FOR SELECT segment FROM segments LIMIT 3;

-- answers
SELECT DISTINCT segment FROM segments ORDER BY 1;

-- answers
SELECT segment, SUM(revenue) AS s FROM segments WHERE segment IN ('Gold', 'Silver', 'Beijing') GROUP BY segment HAVING SUM(revenue) > 0 ORDER BY s DESC LIMIT 5 OFFSET 1;

-- 42803
select avg(arpu) from segments;

