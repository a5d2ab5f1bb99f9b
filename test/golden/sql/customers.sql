-- {"view":"customers","measures":[{"name":"known_customers"},{"name":"active_customers"},{"name":"churned_customers"}],"dimensions":[{"name":"province"},{"name":"joined_on","granularity":"quarter"}]}
-- layer: tenure.customer_spell
SELECT `customers__province` AS `province`, `customers__joined_on_quarter` AS `joined_on`, `customers__known_customers` AS `known_customers`, `customers__active_customers` AS `active_customers`, `customers__churned_customers` AS `churned_customers`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer`.district_code) `customers__province`, toStartOfQuarter(`customer`.joined_on) `customers__joined_on_quarter`, count(`customer`.customer_key) `customers__known_customers`, sum(toUInt64(ifNull(`customer`.left_on = toDate('2100-01-01'), 0))) `customers__active_customers`, sum(toUInt64(ifNull(`customer`.left_on < toDate('2100-01-01'), 0))) `customers__churned_customers`
    FROM
      (SELECT d.*, stay.last_day AS left_on, stay.left_for AS left_for FROM tenure.dim_customer AS d LEFT JOIN (
  SELECT spell.customer_key AS customer_key, max(spell.left_on) AS last_day, argMax(spell.reason_code, spell.left_on) AS left_for
  FROM tenure.customer_spell AS spell GROUP BY spell.customer_key
) AS stay ON stay.customer_key = d.customer_key WHERE d.valid_to = toDate('2100-01-01')) AS `customer`  GROUP BY `customers__province`, `customers__joined_on_quarter`) AS asked
LIMIT 100001

-- {"view":"customers","measures":[{"name":"known_customers"},{"name":"active_customers"}],"dimensions":[{"name":"province"}],"filters":[{"member":"province","operator":"notEquals","values":["Unknown"]},{"member":"joined_on","operator":"inDateRange","values":["2023-11-01","2024-01-31"]}],"order":[{"by":"known_customers","direction":"desc"}],"limit":5}
-- layer: tenure.customer_spell
SELECT `customers__province` AS `province`, `customers__known_customers` AS `known_customers`, `customers__active_customers` AS `active_customers`
FROM (SELECT
      dictGet('tenure.region', 'province_en', `customer`.district_code) `customers__province`, count(`customer`.customer_key) `customers__known_customers`, sum(toUInt64(ifNull(`customer`.left_on = toDate('2100-01-01'), 0))) `customers__active_customers`
    FROM
      (SELECT d.*, stay.last_day AS left_on, stay.left_for AS left_for FROM tenure.dim_customer AS d LEFT JOIN (
  SELECT spell.customer_key AS customer_key, max(spell.left_on) AS last_day, argMax(spell.reason_code, spell.left_on) AS left_for
  FROM tenure.customer_spell AS spell GROUP BY spell.customer_key
) AS stay ON stay.customer_key = d.customer_key WHERE d.valid_to = toDate('2100-01-01')) AS `customer`  WHERE (dictGet('tenure.region', 'province_en', `customer`.district_code) <> {p0:String} OR dictGet('tenure.region', 'province_en', `customer`.district_code) IS NULL) AND (`customer`.joined_on >= toDate({p1:String}) AND `customer`.joined_on <= toDate({p2:String})) GROUP BY `customers__province`) AS asked
ORDER BY `known_customers` DESC NULLS LAST
LIMIT 6
