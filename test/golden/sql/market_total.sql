-- {"view":"market_total","measures":[{"name":"market_customer_months"},{"name":"market_revenue"},{"name":"market_arpu"}],"dimensions":[{"name":"province_code"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.dim_region
SELECT `market_total__province_code` AS `province_code`, `market_total__month_quarter` AS `month`, `market_total__market_customer_months` AS `market_customer_months`, `market_total__market_revenue` AS `market_revenue`, `market_total__market_arpu` AS `market_arpu`
FROM (SELECT
      toString(`operator_month`.province_code) `market_total__province_code`, toStartOfQuarter(`operator_month`.month) `market_total__month_quarter`, sum(`operator_month`.customers) `market_total__market_customer_months`, sum(`operator_month`.revenue) `market_total__market_revenue`, toFloat64(sum(`operator_month`.revenue)) / nullif(sum(`operator_month`.customers), 0) `market_total__market_arpu`
    FROM
      (SELECT t.month AS month, t.province_code AS province_code, t.operator AS operator, t.source AS source, t.customers AS customers,
  t.revenue AS revenue, if(r.province_en = '', 'Unknown', r.province_en) AS province_en, if(r.province_zh = '', '未知', r.province_zh) AS province_zh
FROM tenure.market_total AS t LEFT JOIN (SELECT province_code, any(toString(province_en)) AS province_en, any(toString(province_zh)) AS province_zh
  FROM tenure.dim_region GROUP BY province_code) AS r ON r.province_code = t.province_code) AS `operator_month`  GROUP BY `market_total__province_code`, `market_total__month_quarter`) AS asked
LIMIT 100001

-- {"view":"market_total","measures":[{"name":"market_customer_months"},{"name":"market_revenue"}],"dimensions":[{"name":"province_code"}],"filters":[{"member":"province_code","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"market_customer_months","direction":"desc"}],"limit":5}
-- layer: tenure.dim_region
SELECT `market_total__province_code` AS `province_code`, `market_total__market_customer_months` AS `market_customer_months`, `market_total__market_revenue` AS `market_revenue`
FROM (SELECT
      toString(`operator_month`.province_code) `market_total__province_code`, sum(`operator_month`.customers) `market_total__market_customer_months`, sum(`operator_month`.revenue) `market_total__market_revenue`
    FROM
      (SELECT t.month AS month, t.province_code AS province_code, t.operator AS operator, t.source AS source, t.customers AS customers,
  t.revenue AS revenue, if(r.province_en = '', 'Unknown', r.province_en) AS province_en, if(r.province_zh = '', '未知', r.province_zh) AS province_zh
FROM tenure.market_total AS t LEFT JOIN (SELECT province_code, any(toString(province_en)) AS province_en, any(toString(province_zh)) AS province_zh
  FROM tenure.dim_region GROUP BY province_code) AS r ON r.province_code = t.province_code) AS `operator_month`  WHERE (toString(`operator_month`.province_code) <> {p0:String} OR toString(`operator_month`.province_code) IS NULL) AND (`operator_month`.month >= toDate({p1:String}) AND `operator_month`.month <= toDate({p2:String})) GROUP BY `market_total__province_code`) AS asked
ORDER BY `market_customer_months` DESC NULLS LAST
LIMIT 6
