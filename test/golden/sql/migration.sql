-- {"view":"migration","measures":[{"name":"moves"},{"name":"fee_change"}],"dimensions":[{"name":"province"},{"name":"date","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `migration__province` AS `province`, `migration__date_quarter` AS `date`, `migration__moves` AS `moves`, `migration__fee_change` AS `fee_change`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `migration__province`, toStartOfQuarter(`plan_move`.date) `migration__date_quarter`, count(`plan_move`.event_number) `migration__moves`, sum(dictGet('tenure.plan', 'monthly_fee', `plan_move`.to_plan_code) - dictGet('tenure.plan', 'monthly_fee', `plan_move`.from_plan_code)) `migration__fee_change`
    FROM
      (SELECT * FROM tenure.fact_event WHERE kind = 'plan_change') AS `plan_move`
LEFT JOIN tenure.customer_month AS `customer_month` ON `plan_move`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`plan_move`.date) = `customer_month`.month  GROUP BY `migration__province`, `migration__date_quarter`) AS asked
LIMIT 100001

-- {"view":"migration","measures":[{"name":"moves"},{"name":"fee_change"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"date","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"moves","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `migration__province` AS `province`, `migration__moves` AS `moves`, `migration__fee_change` AS `fee_change`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `migration__province`, count(`plan_move`.event_number) `migration__moves`, sum(dictGet('tenure.plan', 'monthly_fee', `plan_move`.to_plan_code) - dictGet('tenure.plan', 'monthly_fee', `plan_move`.from_plan_code)) `migration__fee_change`
    FROM
      (SELECT * FROM tenure.fact_event WHERE kind = 'plan_change') AS `plan_move`
LEFT JOIN tenure.customer_month AS `customer_month` ON `plan_move`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`plan_move`.date) = `customer_month`.month  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`plan_move`.date >= toDate({p1:String}) AND `plan_move`.date <= toDate({p2:String})) GROUP BY `migration__province`) AS asked
ORDER BY `moves` DESC NULLS LAST
LIMIT 6
