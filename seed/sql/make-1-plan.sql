-- Plans of the sample operator; tariff_month is when the plan's price rises by 8 percent.
CREATE TABLE tenure_seed.plan ENGINE = MergeTree ORDER BY plan_code AS
SELECT
    p.1 AS plan_code, p.2 AS plan_en, p.3 AS plan_zh, p.4 AS product_line, p.5 AS family, toDecimal64(p.6, 4) AS fee,
    p.7 AS included_mb, p.8 AS included_minutes, toInt32(floor(@M * (0.2 + 0.7 * U('tariff', plan_code)))) AS tariff_month
FROM
(
    SELECT arrayJoin([
        ('B19', 'Basic 19', '基础19元', 'personal', 'basic', 19, 2048, 60),
        ('B39', 'Basic 39', '基础39元', 'personal', 'basic', 39, 3072, 150),
        ('S59', 'Standard 59', '标准59元', 'personal', 'standard', 59, 6144, 300),
        ('S79', 'Standard 79', '标准79元', 'personal', 'standard', 79, 10240, 400),
        ('F99', 'Family 99', '家庭99元', 'household', 'family', 99, 1024, 600),
        ('F129', 'Family 129', '家庭129元', 'household', 'family', 129, 2048, 800),
        ('P199', 'Premium 199', '尊享199元', 'personal', 'premium', 199, 81920, 1500),
        ('X299', 'Business 299', '商务299元', 'enterprise', 'business', 299, 2048, 3000)]) AS p
);
