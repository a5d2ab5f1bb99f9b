-- {"view":"valuation","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"moved"},{"name":"move_rate"},{"name":"current_value"},{"name":"current_value_per_customer"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: none
SELECT `province`, `month`, `customers`, `customer_months`, `moved`, `move_rate`, `current_value`, `current_value_per_customer`
FROM (SELECT *, arrayElement(tupleElement(`current_value__base`, 2), greatest(1, indexOf(tupleElement(`current_value__base`, 1), `__closing_month`))) AS `current_value`
FROM (SELECT own.*, other.`__closing_month` AS `__closing_month`
FROM (SELECT `valuation__province` AS `province`, `valuation__month_quarter` AS `month`, `valuation__customers` AS `customers`, `valuation__customer_months` AS `customer_months`, `valuation__moved` AS `moved`, `valuation__move_rate` AS `move_rate`, `valuation__current_value_course` AS `current_value__base`, `valuation__current_value_per_customer` AS `current_value_per_customer`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_value`.district_code) `valuation__province`, toStartOfQuarter(`customer_value`.month) `valuation__month_quarter`, count(distinct `customer_value`.customer_key) `valuation__customers`, count(concat(toString(`customer_value`.customer_key), ':', toString(`customer_value`.month))) `valuation__customer_months`, sum(`customer_value`.moved) `valuation__moved`, toFloat64(sum(`customer_value`.moved)) / nullif(count(concat(toString(`customer_value`.customer_key), ':', toString(`customer_value`.month))), 0) `valuation__move_rate`, tuple(arrayPushFront(tupleElement(sumMap([toUInt16(`customer_value`.month)], [`customer_value`.current_value], [toUInt64(1)]), 1), 0), arrayPushFront(tupleElement(sumMap([toUInt16(`customer_value`.month)], [`customer_value`.current_value], [toUInt64(1)]), 2), toDecimal128(0, 4))) `valuation__current_value_course`, toFloat64(sum(`customer_value`.current_value)) / nullif(count(concat(toString(`customer_value`.customer_key), ':', toString(`customer_value`.month))), 0) `valuation__current_value_per_customer`
    FROM
      tenure.customer_value AS `customer_value`  GROUP BY `valuation__province`, `valuation__month_quarter`) AS asked) AS own
LEFT JOIN (SELECT `valuation__month_quarter` AS `month`, `e0_` AS `__closing_month`
FROM (SELECT
      toStartOfQuarter(`customer_value`.month) `valuation__month_quarter`, toUInt16(max(`customer_value`.month)) `e0_`
    FROM
      tenure.customer_value AS `customer_value`  GROUP BY `valuation__month_quarter`) AS asked) AS other ON own.`month` IS NOT DISTINCT FROM other.`month`) AS based) AS answered
LIMIT 100001

-- {"view":"valuation","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: none
SELECT `valuation__province` AS `province`, `valuation__customers` AS `customers`, `valuation__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_value`.district_code) `valuation__province`, count(distinct `customer_value`.customer_key) `valuation__customers`, count(concat(toString(`customer_value`.customer_key), ':', toString(`customer_value`.month))) `valuation__customer_months`
    FROM
      tenure.customer_value AS `customer_value`  WHERE (dictGet('tenure.region', 'province_en', `customer_value`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_value`.district_code) IS NULL) AND (`customer_value`.month >= toDate({p1:String}) AND `customer_value`.month <= toDate({p2:String})) GROUP BY `valuation__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
