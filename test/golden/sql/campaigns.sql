-- {"view":"campaigns","measures":[{"name":"members"},{"name":"treated"},{"name":"held_out"},{"name":"attempts"},{"name":"contacted"},{"name":"refused"}],"dimensions":[{"name":"province"},{"name":"frozen_on","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `campaigns__province` AS `province`, `campaigns__frozen_on_quarter` AS `frozen_on`, `campaigns__members` AS `members`, `campaigns__treated` AS `treated`, `campaigns__held_out` AS `held_out`, `campaigns__attempts` AS `attempts`, `campaigns__contacted` AS `contacted`, `campaigns__refused` AS `refused`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `campaigns__province`, toStartOfQuarter(`campaign_member`.frozen_on) `campaigns__frozen_on_quarter`, count(concat(toString(`campaign_member`.customer_key), ':', `campaign_member`.campaign_code)) `campaigns__members`, sum(toUInt64(`campaign_member`.arm = 'treated')) `campaigns__treated`, sum(toUInt64(`campaign_member`.arm = 'control')) `campaigns__held_out`, sum(`campaign_member`.attempts) `campaigns__attempts`, sum(toUInt64(`campaign_member`.arm = 'treated' AND `campaign_member`.reached = 1)) `campaigns__contacted`, sum(toUInt64(`campaign_member`.arm = 'treated' AND `campaign_member`.refused = 1)) `campaigns__refused`
    FROM
      (SELECT k.customer_key AS customer_key, k.customer_id AS customer_id, k.campaign_code AS campaign_code, k.frozen_on AS frozen_on,
  k.arm AS arm, d.campaign_en AS campaign_en, d.campaign_zh AS campaign_zh, d.offer AS offer, d.state AS state,
  a.attempts AS attempts, a.reached AS reached, a.refused AS refused, a.accepted AS accepted, a.cost AS cost
FROM tenure.fact_campaign_member AS k LEFT JOIN tenure.dim_campaign AS d ON d.campaign_code = k.campaign_code LEFT JOIN (
  SELECT customer_key, campaign_code, count() AS attempts, max(outcome != 'no_answer') AS reached, max(outcome = 'refused') AS refused,
    max(outcome = 'accepted') AS accepted, sum(cost) AS cost
  FROM tenure.fact_campaign_attempt GROUP BY customer_key, campaign_code) AS a
  ON a.customer_key = k.customer_key AND a.campaign_code = k.campaign_code) AS `campaign_member`
LEFT JOIN tenure.customer_month AS `customer_month` ON `campaign_member`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`campaign_member`.frozen_on) = `customer_month`.month  GROUP BY `campaigns__province`, `campaigns__frozen_on_quarter`) AS asked
LIMIT 100001

-- {"view":"campaigns","measures":[{"name":"members"},{"name":"treated"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"frozen_on","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"members","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `campaigns__province` AS `province`, `campaigns__members` AS `members`, `campaigns__treated` AS `treated`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `campaigns__province`, count(concat(toString(`campaign_member`.customer_key), ':', `campaign_member`.campaign_code)) `campaigns__members`, sum(toUInt64(`campaign_member`.arm = 'treated')) `campaigns__treated`
    FROM
      (SELECT k.customer_key AS customer_key, k.customer_id AS customer_id, k.campaign_code AS campaign_code, k.frozen_on AS frozen_on,
  k.arm AS arm, d.campaign_en AS campaign_en, d.campaign_zh AS campaign_zh, d.offer AS offer, d.state AS state,
  a.attempts AS attempts, a.reached AS reached, a.refused AS refused, a.accepted AS accepted, a.cost AS cost
FROM tenure.fact_campaign_member AS k LEFT JOIN tenure.dim_campaign AS d ON d.campaign_code = k.campaign_code LEFT JOIN (
  SELECT customer_key, campaign_code, count() AS attempts, max(outcome != 'no_answer') AS reached, max(outcome = 'refused') AS refused,
    max(outcome = 'accepted') AS accepted, sum(cost) AS cost
  FROM tenure.fact_campaign_attempt GROUP BY customer_key, campaign_code) AS a
  ON a.customer_key = k.customer_key AND a.campaign_code = k.campaign_code) AS `campaign_member`
LEFT JOIN tenure.customer_month AS `customer_month` ON `campaign_member`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`campaign_member`.frozen_on) = `customer_month`.month  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`campaign_member`.frozen_on >= toDate({p1:String}) AND `campaign_member`.frozen_on <= toDate({p2:String})) GROUP BY `campaigns__province`) AS asked
ORDER BY `members` DESC NULLS LAST
LIMIT 6
