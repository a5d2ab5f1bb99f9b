-- {"view":"risk_history","measures":[{"name":"customer_months"},{"name":"at_risk"},{"name":"risk_total"},{"name":"mean_risk"},{"name":"margin_total"},{"name":"expected_value"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: none
SELECT `province`, `month`, `customer_months`, `at_risk`, `risk_total`, `mean_risk`, `margin_total`, `expected_value`
FROM (SELECT *, arrayElement(tupleElement(`margin_total__base`, 2), greatest(1, indexOf(tupleElement(`margin_total__base`, 1), `__closing_month`))) AS `margin_total`, arrayElement(tupleElement(`expected_value__base`, 2), greatest(1, indexOf(tupleElement(`expected_value__base`, 1), `__closing_month`))) AS `expected_value`
FROM (SELECT own.*, other.`__closing_month` AS `__closing_month`
FROM (SELECT `risk_history__province` AS `province`, `risk_history__month_quarter` AS `month`, `risk_history__customer_months` AS `customer_months`, `risk_history__at_risk` AS `at_risk`, `risk_history__risk_total` AS `risk_total`, `risk_history__mean_risk` AS `mean_risk`, `risk_history__margin_total_course` AS `margin_total__base`, `risk_history__expected_value_course` AS `expected_value__base`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `score_history`.district_code) `risk_history__province`, toStartOfQuarter(`score_history`.month) `risk_history__month_quarter`, count(concat(toString(`score_history`.customer_key), ':', toString(`score_history`.month))) `risk_history__customer_months`, sum(`score_history`.at_risk) `risk_history__at_risk`, sum(`score_history`.probability) `risk_history__risk_total`, sum(`score_history`.probability) / nullif(sum(`score_history`.at_risk), 0) `risk_history__mean_risk`, tuple(arrayPushFront(tupleElement(sumMap([toUInt16(`score_history`.month)], [`score_history`.margin], [toUInt64(1)]), 1), 0), arrayPushFront(tupleElement(sumMap([toUInt16(`score_history`.month)], [`score_history`.margin], [toUInt64(1)]), 2), toFloat64(0))) `risk_history__margin_total_course`, tuple(arrayPushFront(tupleElement(sumMap([toUInt16(`score_history`.month)], [`score_history`.expected_value], [toUInt64(1)]), 1), 0), arrayPushFront(tupleElement(sumMap([toUInt16(`score_history`.month)], [`score_history`.expected_value], [toUInt64(1)]), 2), toFloat64(0))) `risk_history__expected_value_course`
    FROM
      tenure.customer_score_history AS `score_history`  GROUP BY `risk_history__province`, `risk_history__month_quarter`) AS asked) AS own
LEFT JOIN (SELECT `risk_history__month_quarter` AS `month`, `e0_` AS `__closing_month`
FROM (SELECT
      toStartOfQuarter(`score_history`.month) `risk_history__month_quarter`, toUInt16(max(`score_history`.month)) `e0_`
    FROM
      tenure.customer_score_history AS `score_history`  GROUP BY `risk_history__month_quarter`) AS asked) AS other ON own.`month` IS NOT DISTINCT FROM other.`month`) AS based) AS answered
LIMIT 100001

-- {"view":"risk_history","measures":[{"name":"customer_months"},{"name":"at_risk"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customer_months","direction":"desc"}],"limit":5}
-- layer: none
SELECT `risk_history__province` AS `province`, `risk_history__customer_months` AS `customer_months`, `risk_history__at_risk` AS `at_risk`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `score_history`.district_code) `risk_history__province`, count(concat(toString(`score_history`.customer_key), ':', toString(`score_history`.month))) `risk_history__customer_months`, sum(`score_history`.at_risk) `risk_history__at_risk`
    FROM
      tenure.customer_score_history AS `score_history`  WHERE (dictGet('tenure.region', 'province_en', `score_history`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `score_history`.district_code) IS NULL) AND (`score_history`.month >= toDate({p1:String}) AND `score_history`.month <= toDate({p2:String})) GROUP BY `risk_history__province`) AS asked
ORDER BY `customer_months` DESC NULLS LAST
LIMIT 6
