-- {"view":"products","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"products_held"},{"name":"products_per_customer"},{"name":"plan_changed"},{"name":"migration_rate"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `province`, `month`, `customers`, `customer_months`, `products_held`, `products_per_customer`, `plan_changed`, `migration_rate`
FROM (SELECT *, arrayElement(tupleElement(`products_held__base`, 2), greatest(1, indexOf(tupleElement(`products_held__base`, 1), `__closing_month`))) AS `products_held`
FROM (SELECT own.*, other.`__closing_month` AS `__closing_month`
FROM (SELECT `products__province` AS `province`, `products__month_quarter` AS `month`, `products__customers` AS `customers`, `products__customer_months` AS `customer_months`, `products__products_held_course` AS `products_held__base`, `products__products_per_customer` AS `products_per_customer`, `products__plan_changed` AS `plan_changed`, `products__migration_rate` AS `migration_rate`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `products__province`, toStartOfQuarter(`customer_month`.month) `products__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `products__customers`, sum(`customer_month`.active) `products__customer_months`, tuple(arrayPushFront(tupleElement(sumMap([toUInt16(`customer_month`.month)], [toUInt64(`customer_month`.products_held)], [toUInt64(1)]), 1), 0), arrayPushFront(tupleElement(sumMap([toUInt16(`customer_month`.month)], [toUInt64(`customer_month`.products_held)], [toUInt64(1)]), 2), toUInt64(0))) `products__products_held_course`, toFloat64(sum(`customer_month`.products_held)) / nullif(sum(`customer_month`.active), 0) `products__products_per_customer`, sum(`customer_month`.plan_changed) `products__plan_changed`, toFloat64(sum(`customer_month`.plan_changed)) / nullif(sum(`customer_month`.active), 0) `products__migration_rate`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `products__province`, `products__month_quarter`) AS asked) AS own
LEFT JOIN (SELECT `products__month_quarter` AS `month`, `e0_` AS `__closing_month`
FROM (SELECT
      toStartOfQuarter(`customer_month`.month) `products__month_quarter`, toUInt16(max(`customer_month`.month)) `e0_`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `products__month_quarter`) AS asked) AS other ON own.`month` IS NOT DISTINCT FROM other.`month`) AS based) AS answered
LIMIT 100001

-- {"view":"products","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `products__province` AS `province`, `products__customers` AS `customers`, `products__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `products__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `products__customers`, sum(`customer_month`.active) `products__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `products__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
