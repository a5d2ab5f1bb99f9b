-- {"view":"churn","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"joined"},{"name":"churned"},{"name":"churn_rate"},{"name":"annual_churn_rate"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `churn__province` AS `province`, `churn__month_quarter` AS `month`, `churn__customers` AS `customers`, `churn__customer_months` AS `customer_months`, `churn__joined` AS `joined`, `churn__churned` AS `churned`, `churn__churn_rate` AS `churn_rate`, `churn__annual_churn_rate` AS `annual_churn_rate`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `churn__province`, toStartOfQuarter(`customer_month`.month) `churn__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `churn__customers`, sum(`customer_month`.active) `churn__customer_months`, sum(`customer_month`.joined) `churn__joined`, sum(`customer_month`.churned) `churn__churned`, toFloat64(sum(`customer_month`.churned)) / nullif(sum(`customer_month`.active), 0) `churn__churn_rate`, 1 - pow(1 - toFloat64(sum(`customer_month`.churned)) / nullif(sum(`customer_month`.active), 0), 12) `churn__annual_churn_rate`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `churn__province`, `churn__month_quarter`) AS asked
LIMIT 100001

-- {"view":"churn","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `churn__province` AS `province`, `churn__customers` AS `customers`, `churn__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `churn__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `churn__customers`, sum(`customer_month`.active) `churn__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `churn__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
