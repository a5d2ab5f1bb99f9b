-- {"view":"acquisition","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"joined"},{"name":"join_rate"},{"name":"acquisition_cost"},{"name":"cost_per_join"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `acquisition__province` AS `province`, `acquisition__month_quarter` AS `month`, `acquisition__customers` AS `customers`, `acquisition__customer_months` AS `customer_months`, `acquisition__joined` AS `joined`, `acquisition__join_rate` AS `join_rate`, `acquisition__acquisition_cost` AS `acquisition_cost`, `acquisition__cost_per_join` AS `cost_per_join`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `acquisition__province`, toStartOfQuarter(`customer_month`.month) `acquisition__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `acquisition__customers`, sum(`customer_month`.active) `acquisition__customer_months`, sum(`customer_month`.joined) `acquisition__joined`, toFloat64(sum(`customer_month`.joined)) / nullif(sum(`customer_month`.active), 0) `acquisition__join_rate`, sum(`customer_month`.acquisition_cost) `acquisition__acquisition_cost`, toFloat64(sum(`customer_month`.acquisition_cost)) / nullif(sum(`customer_month`.joined), 0) `acquisition__cost_per_join`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `acquisition__province`, `acquisition__month_quarter`) AS asked
LIMIT 100001

-- {"view":"acquisition","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `acquisition__province` AS `province`, `acquisition__customers` AS `customers`, `acquisition__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `acquisition__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `acquisition__customers`, sum(`customer_month`.active) `acquisition__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `acquisition__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
