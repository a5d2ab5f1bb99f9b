-- {"view":"billing","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"bills"},{"name":"payments"},{"name":"monthly_charges"},{"name":"usage_charges"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `billing__province` AS `province`, `billing__month_quarter` AS `month`, `billing__customers` AS `customers`, `billing__customer_months` AS `customer_months`, `billing__bills` AS `bills`, `billing__payments` AS `payments`, `billing__monthly_charges` AS `monthly_charges`, `billing__usage_charges` AS `usage_charges`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `billing__province`, toStartOfQuarter(`customer_month`.month) `billing__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `billing__customers`, sum(`customer_month`.active) `billing__customer_months`, sum(`customer_month`.bills) `billing__bills`, sum(`customer_month`.payments) `billing__payments`, sum(`customer_month`.monthly_charges) `billing__monthly_charges`, sum(`customer_month`.usage_charges) `billing__usage_charges`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `billing__province`, `billing__month_quarter`) AS asked
LIMIT 100001

-- {"view":"billing","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `billing__province` AS `province`, `billing__customers` AS `customers`, `billing__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `billing__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `billing__customers`, sum(`customer_month`.active) `billing__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `billing__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
