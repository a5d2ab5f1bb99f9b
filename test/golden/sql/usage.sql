-- {"view":"usage","measures":[{"name":"customers"},{"name":"customer_months"},{"name":"voice_minutes"},{"name":"data_mb"},{"name":"roaming_mb"},{"name":"calls"}],"dimensions":[{"name":"province"},{"name":"month","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `usage__province` AS `province`, `usage__month_quarter` AS `month`, `usage__customers` AS `customers`, `usage__customer_months` AS `customer_months`, `usage__voice_minutes` AS `voice_minutes`, `usage__data_mb` AS `data_mb`, `usage__roaming_mb` AS `roaming_mb`, `usage__calls` AS `calls`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `usage__province`, toStartOfQuarter(`customer_month`.month) `usage__month_quarter`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `usage__customers`, sum(`customer_month`.active) `usage__customer_months`, sum(`customer_month`.voice_minutes) `usage__voice_minutes`, sum(`customer_month`.data_mb) `usage__data_mb`, sum(`customer_month`.roaming_mb) `usage__roaming_mb`, sum(`customer_month`.calls) `usage__calls`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `usage__province`, `usage__month_quarter`) AS asked
LIMIT 100001

-- {"view":"usage","measures":[{"name":"customers"},{"name":"customer_months"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"month","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `usage__province` AS `province`, `usage__customers` AS `customers`, `usage__customer_months` AS `customer_months`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `usage__province`, count(distinct if(`customer_month`.active = 1, `customer_month`.customer_key, NULL)) `usage__customers`, sum(`customer_month`.active) `usage__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`customer_month`.month >= toDate({p1:String}) AND `customer_month`.month <= toDate({p2:String})) GROUP BY `usage__province`) AS asked
ORDER BY `customers` DESC NULLS LAST
LIMIT 6
