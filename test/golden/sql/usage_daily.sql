-- {"view":"usage_daily","measures":[{"name":"used_minutes"},{"name":"used_mb"},{"name":"units"},{"name":"phone_calls"},{"name":"charge"},{"name":"cut_off_calls"}],"dimensions":[{"name":"province"},{"name":"date","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `usage_daily__province` AS `province`, `usage_daily__date_quarter` AS `date`, `usage_daily__used_minutes` AS `used_minutes`, `usage_daily__used_mb` AS `used_mb`, `usage_daily__units` AS `units`, `usage_daily__phone_calls` AS `phone_calls`, `usage_daily__charge` AS `charge`, `usage_daily__cut_off_calls` AS `cut_off_calls`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `usage_daily__province`, toStartOfQuarter(`usage_day`.date) `usage_daily__date_quarter`, sum(`usage_day`.minutes) `usage_daily__used_minutes`, sum(`usage_day`.megabytes) `usage_daily__used_mb`, sum(`usage_day`.units) `usage_daily__units`, sum(`usage_day`.calls) `usage_daily__phone_calls`, sum(`usage_day`.charge) `usage_daily__charge`, sum(`usage_day`.dropped_calls) `usage_daily__cut_off_calls`
    FROM
      tenure.fact_usage AS `usage_day`
LEFT JOIN tenure.customer_month AS `customer_month` ON `usage_day`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`usage_day`.date) = `customer_month`.month  GROUP BY `usage_daily__province`, `usage_daily__date_quarter`) AS asked
LIMIT 100001

-- {"view":"usage_daily","measures":[{"name":"used_minutes"},{"name":"used_mb"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"date","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"used_minutes","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `usage_daily__province` AS `province`, `usage_daily__used_minutes` AS `used_minutes`, `usage_daily__used_mb` AS `used_mb`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `usage_daily__province`, sum(`usage_day`.minutes) `usage_daily__used_minutes`, sum(`usage_day`.megabytes) `usage_daily__used_mb`
    FROM
      tenure.fact_usage AS `usage_day`
LEFT JOIN tenure.customer_month AS `customer_month` ON `usage_day`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`usage_day`.date) = `customer_month`.month  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`usage_day`.date >= toDate({p1:String}) AND `usage_day`.date <= toDate({p2:String})) GROUP BY `usage_daily__province`) AS asked
ORDER BY `used_minutes` DESC NULLS LAST
LIMIT 6
