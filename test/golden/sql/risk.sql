-- {"view":"risk","measures":[{"name":"scored_customers"},{"name":"margin_total"},{"name":"current_value"},{"name":"survival_curve"},{"name":"median_months"},{"name":"next_month_log_odds"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: none
SELECT `risk__province` AS `province`, `risk__month_quarter` AS `month`, `risk__scored_customers` AS `scored_customers`, `risk__margin_total` AS `margin_total`, `risk__current_value` AS `current_value`, `risk__survival_curve` AS `survival_curve`, `risk__median_months` AS `median_months`, `risk__next_month_log_odds` AS `next_month_log_odds`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_score`.district_code) `risk__province`, toStartOfQuarter(`customer_score`.month) `risk__month_quarter`, count(concat(toString(`customer_score`.customer_key), ':', toString(`customer_score`.month))) `risk__scored_customers`, sum(`customer_score`.margin) `risk__margin_total`, sum(`customer_score`.margin_12) `risk__current_value`, arrayMap(gone -> 1 - gone / count(concat(toString(`customer_score`.customer_key), ':', toString(`customer_score`.month))), sumForEach(`customer_score`.churn)) `risk__survival_curve`, nullif(arrayFirstIndex(gone -> gone / count(concat(toString(`customer_score`.customer_key), ':', toString(`customer_score`.month))) >= 0.5, sumForEach(`customer_score`.churn)), 0) `risk__median_months`, sum(`customer_score`.log_odds) / nullif(count(concat(toString(`customer_score`.customer_key), ':', toString(`customer_score`.month))), 0) `risk__next_month_log_odds`
    FROM
      tenure.customer_score AS `customer_score`  GROUP BY `risk__province`, `risk__month_quarter`) AS asked
LIMIT 100001

-- {"view":"risk","measures":[{"name":"scored_customers"},{"name":"margin_total"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"scored_customers","direction":"desc"}],"limit":5}
-- layer: none
SELECT `risk__province` AS `province`, `risk__scored_customers` AS `scored_customers`, `risk__margin_total` AS `margin_total`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_score`.district_code) `risk__province`, count(concat(toString(`customer_score`.customer_key), ':', toString(`customer_score`.month))) `risk__scored_customers`, sum(`customer_score`.margin) `risk__margin_total`
    FROM
      tenure.customer_score AS `customer_score`  WHERE (dictGet('tenure.region', 'province_en', `customer_score`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_score`.district_code) IS NULL) AND (`customer_score`.month >= toDate({p1:String}) AND `customer_score`.month <= toDate({p2:String})) GROUP BY `risk__province`) AS asked
ORDER BY `scored_customers` DESC NULLS LAST
LIMIT 6
