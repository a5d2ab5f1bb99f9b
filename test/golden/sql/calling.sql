-- {"view":"calling","measures":[{"name":"distinct_numbers"},{"name":"callers"},{"name":"numbers_per_caller"}],"dimensions":[{"name":"province"},{"name":"date","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `calling__province` AS `province`, `calling__date_quarter` AS `date`, `calling__distinct_numbers` AS `distinct_numbers`, `calling__callers` AS `callers`, `calling__numbers_per_caller` AS `numbers_per_caller`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `calling__province`, toStartOfQuarter(`numbers_called`.date) `calling__date_quarter`, uniqCombinedMerge(12)(`numbers_called`.numbers_state) `calling__distinct_numbers`, count(distinct `numbers_called`.customer_key) `calling__callers`, toFloat64(uniqCombinedMerge(12)(`numbers_called`.numbers_state)) / nullif(count(distinct `numbers_called`.customer_key), 0) `calling__numbers_per_caller`
    FROM
      tenure.fact_numbers_called AS `numbers_called`
LEFT JOIN tenure.customer_month AS `customer_month` ON `numbers_called`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`numbers_called`.date) = `customer_month`.month  GROUP BY `calling__province`, `calling__date_quarter`) AS asked
LIMIT 100001

-- {"view":"calling","measures":[{"name":"distinct_numbers"},{"name":"callers"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"date","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"distinct_numbers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `calling__province` AS `province`, `calling__distinct_numbers` AS `distinct_numbers`, `calling__callers` AS `callers`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `calling__province`, uniqCombinedMerge(12)(`numbers_called`.numbers_state) `calling__distinct_numbers`, count(distinct `numbers_called`.customer_key) `calling__callers`
    FROM
      tenure.fact_numbers_called AS `numbers_called`
LEFT JOIN tenure.customer_month AS `customer_month` ON `numbers_called`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`numbers_called`.date) = `customer_month`.month  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`numbers_called`.date >= toDate({p1:String}) AND `numbers_called`.date <= toDate({p2:String})) GROUP BY `calling__province`) AS asked
ORDER BY `distinct_numbers` DESC NULLS LAST
LIMIT 6
