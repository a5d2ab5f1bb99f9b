-- {"view":"decisions","measures":[{"name":"held_out_customers"},{"name":"left_after"},{"name":"expected_to_leave"},{"name":"left_rate"},{"name":"outcomes_by_model"},{"name":"outcomes_by_under_sampling"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: none
SELECT `decisions__province` AS `province`, `decisions__month_quarter` AS `month`, `decisions__held_out_customers` AS `held_out_customers`, `decisions__left_after` AS `left_after`, `decisions__expected_to_leave` AS `expected_to_leave`, `decisions__left_rate` AS `left_rate`, `decisions__outcomes_by_model` AS `outcomes_by_model`, `decisions__outcomes_by_under_sampling` AS `outcomes_by_under_sampling`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `holdout`.district_code) `decisions__province`, toStartOfQuarter(`holdout`.month) `decisions__month_quarter`, count(concat(toString(`holdout`.customer_key), ':', toString(`holdout`.month))) `decisions__held_out_customers`, sum(`holdout`.churned) `decisions__left_after`, sum(`holdout`.probability) `decisions__expected_to_leave`, toFloat64(sum(`holdout`.churned)) / nullif(count(concat(toString(`holdout`.customer_key), ':', toString(`holdout`.month))), 0) `decisions__left_rate`, arrayMap((step, n, c) -> (step / 1000, n, c), sumMap([toUInt16(floor(`holdout`.probability * 1000))], [toUInt64(1)], [toUInt64(`holdout`.churned)]).1, sumMap([toUInt16(floor(`holdout`.probability * 1000))], [toUInt64(1)], [toUInt64(`holdout`.churned)]).2, sumMap([toUInt16(floor(`holdout`.probability * 1000))], [toUInt64(1)], [toUInt64(`holdout`.churned)]).3) `decisions__outcomes_by_model`, arrayMap((step, n, c) -> (step / 1000, n, c), sumMap([toUInt16(floor(`holdout`.under_sampled * 1000))], [toUInt64(1)], [toUInt64(`holdout`.churned)]).1, sumMap([toUInt16(floor(`holdout`.under_sampled * 1000))], [toUInt64(1)], [toUInt64(`holdout`.churned)]).2, sumMap([toUInt16(floor(`holdout`.under_sampled * 1000))], [toUInt64(1)], [toUInt64(`holdout`.churned)]).3) `decisions__outcomes_by_under_sampling`
    FROM
      (SELECT * FROM tenure.churn_holdout WHERE model_version = (SELECT max(model_version) FROM tenure.customer_score)) AS `holdout`  GROUP BY `decisions__province`, `decisions__month_quarter`) AS asked
LIMIT 100001

-- {"view":"decisions","measures":[{"name":"held_out_customers"},{"name":"left_after"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"held_out_customers","direction":"desc"}],"limit":5}
-- layer: none
SELECT `decisions__province` AS `province`, `decisions__held_out_customers` AS `held_out_customers`, `decisions__left_after` AS `left_after`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `holdout`.district_code) `decisions__province`, count(concat(toString(`holdout`.customer_key), ':', toString(`holdout`.month))) `decisions__held_out_customers`, sum(`holdout`.churned) `decisions__left_after`
    FROM
      (SELECT * FROM tenure.churn_holdout WHERE model_version = (SELECT max(model_version) FROM tenure.customer_score)) AS `holdout`  WHERE (dictGet('tenure.region', 'province_en', `holdout`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `holdout`.district_code) IS NULL) AND (`holdout`.month >= toDate({p1:String}) AND `holdout`.month <= toDate({p2:String})) GROUP BY `decisions__province`) AS asked
ORDER BY `held_out_customers` DESC NULLS LAST
LIMIT 6
