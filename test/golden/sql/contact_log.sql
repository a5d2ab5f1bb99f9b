-- {"view":"contact_log","measures":[{"name":"contact_count"},{"name":"complaint_count"},{"name":"rated_points"},{"name":"rated"},{"name":"mean_satisfaction"},{"name":"handling_minutes"}],"dimensions":[{"name":"contact_reason_category"},{"name":"date","granularity":"quarter"}]}
-- layer: none
SELECT `contact_log__contact_reason_category` AS `contact_reason_category`, `contact_log__date_quarter` AS `date`, `contact_log__contact_count` AS `contact_count`, `contact_log__complaint_count` AS `complaint_count`, `contact_log__rated_points` AS `rated_points`, `contact_log__rated` AS `rated`, `contact_log__mean_satisfaction` AS `mean_satisfaction`, `contact_log__handling_minutes` AS `handling_minutes`
FROM (SELECT
      dictGet('tenure.reason', 'category', `contact`.reason_code) `contact_log__contact_reason_category`, toStartOfQuarter(`contact`.date) `contact_log__date_quarter`, count(`contact`.contact_number) `contact_log__contact_count`, sum(toUInt64(`contact`.is_complaint)) `contact_log__complaint_count`, sum(`contact`.satisfaction) `contact_log__rated_points`, sum(toUInt64(`contact`.satisfaction > 0)) `contact_log__rated`, toFloat64(sum(`contact`.satisfaction)) / nullif(sum(toUInt64(`contact`.satisfaction > 0)), 0) `contact_log__mean_satisfaction`, sum(`contact`.handling_minutes) `contact_log__handling_minutes`
    FROM
      tenure.fact_contact AS `contact`  GROUP BY `contact_log__contact_reason_category`, `contact_log__date_quarter`) AS asked
LIMIT 100001

-- {"view":"contact_log","measures":[{"name":"contact_count"},{"name":"complaint_count"}],"dimensions":[{"name":"contact_reason_category"}],"filters":[{"member":"contact_reason_category","operator":"notEquals","values":["Unknown"]},{"member":"date","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"contact_count","direction":"desc"}],"limit":5}
-- layer: none
SELECT `contact_log__contact_reason_category` AS `contact_reason_category`, `contact_log__contact_count` AS `contact_count`, `contact_log__complaint_count` AS `complaint_count`
FROM (SELECT
      dictGet('tenure.reason', 'category', `contact`.reason_code) `contact_log__contact_reason_category`, count(`contact`.contact_number) `contact_log__contact_count`, sum(toUInt64(`contact`.is_complaint)) `contact_log__complaint_count`
    FROM
      tenure.fact_contact AS `contact`  WHERE (dictGet('tenure.reason', 'category', `contact`.reason_code) <> {p0:String} OR dictGet('tenure.reason', 'category', `contact`.reason_code) IS NULL) AND (`contact`.date >= toDate({p1:String}) AND `contact`.date <= toDate({p2:String})) GROUP BY `contact_log__contact_reason_category`) AS asked
ORDER BY `contact_count` DESC NULLS LAST
LIMIT 6
