-- {"view":"migration","measures":[{"name":"moves"},{"name":"fee_change"}],"dimensions":[{"name":"from_product_line"},{"name":"date","granularity":"quarter"}]}
-- layer: none
SELECT `migration__from_product_line` AS `from_product_line`, `migration__date_quarter` AS `date`, `migration__moves` AS `moves`, `migration__fee_change` AS `fee_change`
FROM (SELECT
      dictGet('tenure.plan', 'product_line', `plan_move`.from_plan_code) `migration__from_product_line`, toStartOfQuarter(`plan_move`.date) `migration__date_quarter`, count(`plan_move`.event_number) `migration__moves`, sum(dictGet('tenure.plan', 'monthly_fee', `plan_move`.to_plan_code) - dictGet('tenure.plan', 'monthly_fee', `plan_move`.from_plan_code)) `migration__fee_change`
    FROM
      (SELECT * FROM tenure.fact_event WHERE kind = 'plan_change') AS `plan_move`  GROUP BY `migration__from_product_line`, `migration__date_quarter`) AS asked
LIMIT 100001

-- {"view":"migration","measures":[{"name":"moves"},{"name":"fee_change"}],"dimensions":[{"name":"from_product_line"}],"filters":[{"member":"from_product_line","operator":"notEquals","values":["Unknown"]},{"member":"date","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"moves","direction":"desc"}],"limit":5}
-- layer: none
SELECT `migration__from_product_line` AS `from_product_line`, `migration__moves` AS `moves`, `migration__fee_change` AS `fee_change`
FROM (SELECT
      dictGet('tenure.plan', 'product_line', `plan_move`.from_plan_code) `migration__from_product_line`, count(`plan_move`.event_number) `migration__moves`, sum(dictGet('tenure.plan', 'monthly_fee', `plan_move`.to_plan_code) - dictGet('tenure.plan', 'monthly_fee', `plan_move`.from_plan_code)) `migration__fee_change`
    FROM
      (SELECT * FROM tenure.fact_event WHERE kind = 'plan_change') AS `plan_move`  WHERE (dictGet('tenure.plan', 'product_line', `plan_move`.from_plan_code) <> {p0:String} OR dictGet('tenure.plan', 'product_line', `plan_move`.from_plan_code) IS NULL) AND (`plan_move`.date >= toDate({p1:String}) AND `plan_move`.date <= toDate({p2:String})) GROUP BY `migration__from_product_line`) AS asked
ORDER BY `moves` DESC NULLS LAST
LIMIT 6
