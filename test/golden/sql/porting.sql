-- {"view":"porting","measures":[{"name":"ported_in"},{"name":"numbers_ported_out"},{"name":"port_balance"}],"dimensions":[{"name":"province"},{"name":"date","granularity":"quarter"}]}
-- layer: tenure.customer_month
SELECT `porting__province` AS `province`, `porting__date_quarter` AS `date`, `porting__ported_in` AS `ported_in`, `porting__numbers_ported_out` AS `numbers_ported_out`, `porting__port_balance` AS `port_balance`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `porting__province`, toStartOfQuarter(`port_event`.date) `porting__date_quarter`, sum(toUInt64(`port_event`.kind = 'port_in')) `porting__ported_in`, sum(toUInt64(`port_event`.kind = 'port_out')) `porting__numbers_ported_out`, sum(toInt64(`port_event`.kind = 'port_in') - toInt64(`port_event`.kind = 'port_out')) `porting__port_balance`
    FROM
      (SELECT * FROM tenure.fact_event WHERE kind IN ('port_in', 'port_out')) AS `port_event`
LEFT JOIN tenure.customer_month AS `customer_month` ON `port_event`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`port_event`.date) = `customer_month`.month  GROUP BY `porting__province`, `porting__date_quarter`) AS asked
LIMIT 100001

-- {"view":"porting","measures":[{"name":"ported_in"},{"name":"numbers_ported_out"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"date","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"ported_in","direction":"desc"}],"limit":5}
-- layer: tenure.customer_month
SELECT `porting__province` AS `province`, `porting__ported_in` AS `ported_in`, `porting__numbers_ported_out` AS `numbers_ported_out`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer_month`.district_code) `porting__province`, sum(toUInt64(`port_event`.kind = 'port_in')) `porting__ported_in`, sum(toUInt64(`port_event`.kind = 'port_out')) `porting__numbers_ported_out`
    FROM
      (SELECT * FROM tenure.fact_event WHERE kind IN ('port_in', 'port_out')) AS `port_event`
LEFT JOIN tenure.customer_month AS `customer_month` ON `port_event`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`port_event`.date) = `customer_month`.month  WHERE (dictGet('tenure.region', 'province_en', `customer_month`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer_month`.district_code) IS NULL) AND (`port_event`.date >= toDate({p1:String}) AND `port_event`.date <= toDate({p2:String})) GROUP BY `porting__province`) AS asked
ORDER BY `ported_in` DESC NULLS LAST
LIMIT 6
