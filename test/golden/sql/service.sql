-- {"view":"service","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"contacts"},{"name":"complaints"},{"name":"complaint_rate"},{"name":"contact_rate"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `service__province` AS `province`, `service__month_quarter` AS `month`, `service__customers` AS `customers`, `service__customer_months` AS `customer_months`, `service__contacts` AS `contacts`, `service__complaints` AS `complaints`, `service__complaint_rate` AS `complaint_rate`, `service__contact_rate` AS `contact_rate`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `service__province`, toStartOfQuarter(`customer_month`.month) `service__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `service__customers`, sum(`customer_month`.active) `service__customer_months`, sum(`customer_month`.contacts) `service__contacts`, sum(`customer_month`.complaints) `service__complaints`, toFloat64(sum(`customer_month`.complaints)) / nullif(sum(`customer_month`.active), 0) `service__complaint_rate`, toFloat64(sum(`customer_month`.contacts)) / nullif(sum(`customer_month`.active), 0) `service__contact_rate`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `service__province`, `service__month_quarter`) AS asked
LIMIT 100001

-- {"view":"service","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `service__province` AS `province`, `service__customers` AS `customers`, `service__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `service__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `service__customers`, sum(`customer_month`.active) `service__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `service__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
