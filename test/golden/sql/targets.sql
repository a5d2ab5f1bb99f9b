-- {"view":"targets","measures":[{"name":"target_value"}],"dimensions":[{"name":"kpi"},{"name":"month","granularity":"quarter"}]}
-- layer: none
SELECT `targets__kpi` AS `kpi`, `targets__month_quarter` AS `month`, `targets__target_value` AS `target_value`
FROM (SELECT
      toString(`kpi_target`.kpi) `targets__kpi`, toStartOfQuarter(`kpi_target`.month) `targets__month_quarter`, max(`kpi_target`.value) `targets__target_value`
    FROM
      tenure.target AS `kpi_target`  GROUP BY `targets__kpi`, `targets__month_quarter`) AS asked
LIMIT 100001

-- {"view":"targets","measures":[{"name":"target_value"}],"dimensions":[{"name":"kpi"}],"filters":[{"member":"kpi","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"target_value","direction":"desc"}],"limit":5}
-- layer: none
SELECT `targets__kpi` AS `kpi`, `targets__target_value` AS `target_value`
FROM (SELECT
      toString(`kpi_target`.kpi) `targets__kpi`, max(`kpi_target`.value) `targets__target_value`
    FROM
      tenure.target AS `kpi_target`  WHERE (toString(`kpi_target`.kpi) <> {p0:String} OR toString(`kpi_target`.kpi) IS NULL) AND (`kpi_target`.month >= toDate({p1:String}) AND `kpi_target`.month <= toDate({p2:String})) GROUP BY `targets__kpi`) AS asked
ORDER BY `target_value` DESC NULLS LAST
LIMIT 6
