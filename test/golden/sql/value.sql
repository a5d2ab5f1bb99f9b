-- {"view":"value","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"monthly_charges"},{"name":"usage_charges"},{"name":"discount"},{"name":"revenue"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `value__province` AS `province`, `value__month_quarter` AS `month`, `value__customers` AS `customers`, `value__customer_months` AS `customer_months`, `value__monthly_charges` AS `monthly_charges`, `value__usage_charges` AS `usage_charges`, `value__discount` AS `discount`, `value__revenue` AS `revenue`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `value__province`, toStartOfQuarter(`customer_month`.month) `value__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `value__customers`, sum(`customer_month`.active) `value__customer_months`, sum(`customer_month`.monthly_charges) `value__monthly_charges`, sum(`customer_month`.usage_charges) `value__usage_charges`, sum(`customer_month`.discount) `value__discount`, sum(`customer_month`.revenue) `value__revenue`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `value__province`, `value__month_quarter`) AS asked
LIMIT 100001

-- {"view":"value","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `value__province` AS `province`, `value__customers` AS `customers`, `value__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `value__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `value__customers`, sum(`customer_month`.active) `value__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `value__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
