-- {"view":"cohorts","measures":[{"name":"cohort_customers"},{"name":"retained_customers"},{"name":"cohort_retention"}],"dimensions":[{"name":"province"},{"name":"cohort_month","granularity":"quarter"}]}
-- layer: tenure.customer_month, tenure.customer_spell
SELECT `cohorts__province` AS `province`, `cohorts__cohort_month_quarter` AS `cohort_month`, `cohorts__cohort_customers` AS `cohort_customers`, `cohorts__retained_customers` AS `retained_customers`, `cohorts__cohort_retention` AS `cohort_retention`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `cohort`.district_code) `cohorts__province`, toStartOfQuarter(`cohort`.cohort_month) `cohorts__cohort_month_quarter`, sum(`cohort`.customers) `cohorts__cohort_customers`, sum(if(`cohort`.age <= `cohort`.lived, `cohort`.customers, 0)) `cohorts__retained_customers`, toFloat64(sum(if(`cohort`.age <= `cohort`.lived, `cohort`.customers, 0))) / nullif(sum(`cohort`.customers), 0) `cohorts__cohort_retention`
    FROM
      (SELECT cohort_month, district_code, plan_code, tier, channel_code, device_code, customers, lived,
  arrayJoin(range(toUInt32(dateDiff('month', cohort_month, last_month)) + 1)) AS age
FROM (
  SELECT entry.month AS cohort_month, entry.district_code AS district_code, entry.plan_code AS plan_code, entry.tier AS tier,
    entry.channel_code AS channel_code, entry.device_code AS device_code, (SELECT max(month) FROM tenure.customer_month) AS last_month,
    dateDiff('month', entry.month, toStartOfMonth(stay.left_on)) AS lived, count() AS customers
  FROM (SELECT month, customer_key, district_code, plan_code, tier, channel_code, device_code FROM tenure.customer_month WHERE joined = 1) AS entry
  INNER JOIN (
    SELECT customer_key, toStartOfMonth(joined_on) AS month, max(left_on) AS left_on
    FROM tenure.customer_spell GROUP BY customer_key, month) AS stay
    ON stay.customer_key = entry.customer_key AND stay.month = entry.month
  GROUP BY cohort_month, district_code, plan_code, tier, channel_code, device_code, lived)) AS `cohort`  GROUP BY `cohorts__province`, `cohorts__cohort_month_quarter`) AS asked
LIMIT 100001

-- {"view":"cohorts","measures":[{"name":"cohort_customers"},{"name":"retained_customers"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"cohort_month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"cohort_customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month, tenure.customer_spell
SELECT `cohorts__province` AS `province`, `cohorts__cohort_customers` AS `cohort_customers`, `cohorts__retained_customers` AS `retained_customers`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `cohort`.district_code) `cohorts__province`, sum(`cohort`.customers) `cohorts__cohort_customers`, sum(if(`cohort`.age <= `cohort`.lived, `cohort`.customers, 0)) `cohorts__retained_customers`
    FROM
      (SELECT cohort_month, district_code, plan_code, tier, channel_code, device_code, customers, lived,
  arrayJoin(range(toUInt32(dateDiff('month', cohort_month, last_month)) + 1)) AS age
FROM (
  SELECT entry.month AS cohort_month, entry.district_code AS district_code, entry.plan_code AS plan_code, entry.tier AS tier,
    entry.channel_code AS channel_code, entry.device_code AS device_code, (SELECT max(month) FROM tenure.customer_month) AS last_month,
    dateDiff('month', entry.month, toStartOfMonth(stay.left_on)) AS lived, count() AS customers
  FROM (SELECT month, customer_key, district_code, plan_code, tier, channel_code, device_code FROM tenure.customer_month WHERE joined = 1) AS entry
  INNER JOIN (
    SELECT customer_key, toStartOfMonth(joined_on) AS month, max(left_on) AS left_on
    FROM tenure.customer_spell GROUP BY customer_key, month) AS stay
    ON stay.customer_key = entry.customer_key AND stay.month = entry.month
  GROUP BY cohort_month, district_code, plan_code, tier, channel_code, device_code, lived)) AS `cohort`  WHERE (dictGet('tenure.region', 'province_en', `cohort`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `cohort`.district_code) IS NULL) AND (`cohort`.cohort_month >= toDate({p1:String}) AND `cohort`.cohort_month <= toDate({p2:String})) GROUP BY `cohorts__province`) AS asked
ORDER BY `cohort_customers` DESC NULLS LAST
LIMIT 6
