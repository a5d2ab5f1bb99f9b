-- {"view":"segments","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"joined"},{"name":"churned"},{"name":"churn_rate"},{"name":"retention_rate"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `segments__province` AS `province`, `segments__month_quarter` AS `month`, `segments__customers` AS `customers`, `segments__customer_months` AS `customer_months`, `segments__joined` AS `joined`, `segments__churned` AS `churned`, `segments__churn_rate` AS `churn_rate`, `segments__retention_rate` AS `retention_rate`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `segments__province`, toStartOfQuarter(`customer_month`.month) `segments__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `segments__customers`, sum(`customer_month`.active) `segments__customer_months`, sum(`customer_month`.joined) `segments__joined`, sum(`customer_month`.churned) `segments__churned`, toFloat64(sum(`customer_month`.churned)) / nullif(sum(`customer_month`.active), 0) `segments__churn_rate`, 1 - toFloat64(sum(`customer_month`.churned)) / nullif(sum(`customer_month`.active), 0) `segments__retention_rate`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `segments__province`, `segments__month_quarter`) AS asked
LIMIT 100001

-- {"view":"segments","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `segments__province` AS `province`, `segments__customers` AS `customers`, `segments__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `segments__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `segments__customers`, sum(`customer_month`.active) `segments__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `segments__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
