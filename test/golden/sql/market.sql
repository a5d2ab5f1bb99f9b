-- {"view":"market","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"joined"},{"name":"churned"},{"name":"net_growth"},{"name":"net_growth_rate"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `market__province` AS `province`, `market__month_quarter` AS `month`, `market__customers` AS `customers`, `market__customer_months` AS `customer_months`, `market__joined` AS `joined`, `market__churned` AS `churned`, `market__net_growth` AS `net_growth`, `market__net_growth_rate` AS `net_growth_rate`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `market__province`, toStartOfQuarter(`customer_month`.month) `market__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `market__customers`, sum(`customer_month`.active) `market__customer_months`, sum(`customer_month`.joined) `market__joined`, sum(`customer_month`.churned) `market__churned`, toInt64(sum(`customer_month`.joined)) - toInt64(sum(`customer_month`.churned)) `market__net_growth`, toFloat64(toInt64(sum(`customer_month`.joined)) - toInt64(sum(`customer_month`.churned))) / nullif(sum(`customer_month`.active), 0) `market__net_growth_rate`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `market__province`, `market__month_quarter`) AS asked
LIMIT 100001

-- {"view":"market","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `market__province` AS `province`, `market__customers` AS `customers`, `market__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `market__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `market__customers`, sum(`customer_month`.active) `market__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `market__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
