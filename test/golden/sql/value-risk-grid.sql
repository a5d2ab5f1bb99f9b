-- churn, layer: tenure.customer_month
SELECT `churn__value_tier` AS `value_tier`, `churn__risk_band` AS `risk_band`, `churn__customer_months` AS `customer_months`
FROM (SELECT
      ['None', 'Platinum', 'Gold', 'Silver', 'Bronze'][1 + dictGet('tenure.customer_label', 'value_tier', `customer_month`.customer_key, ifNull(`customer_month`.month, toDate(0)))] `churn__value_tier`, ['None', 'under 2%', '2-5%', '5-10%', '10-20%', '20% and more'][1 + toUInt8OrZero(substring(dictGet('tenure.customer_risk', 'bands', `customer_month`.customer_key), greatest(0, 1 + dateDiff('month', dictGet('tenure.customer_risk', 'first_month', `customer_month`.customer_key), ifNull(`customer_month`.month, toDate(0)))), 1))] `churn__risk_band`, sum(`customer_month`.active) `churn__customer_months`
    FROM
      tenure.customer_month AS `customer_month`  GROUP BY `churn__value_tier`, `churn__risk_band`) AS asked
LIMIT 100001

-- valuation, layer: none
SELECT `valuation__value_tier` AS `value_tier`, `valuation__risk_band` AS `risk_band`, `valuation__customer_months` AS `customer_months`
FROM (SELECT
      ['None', 'Platinum', 'Gold', 'Silver', 'Bronze'][1 + `customer_value`.value_tier] `valuation__value_tier`, ['None', 'under 2%', '2-5%', '5-10%', '10-20%', '20% and more'][1 + toUInt8OrZero(substring(dictGet('tenure.customer_risk', 'bands', `customer_value`.customer_key), greatest(0, 1 + dateDiff('month', dictGet('tenure.customer_risk', 'first_month', `customer_value`.customer_key), `customer_value`.month)), 1))] `valuation__risk_band`, count(concat(toString(`customer_value`.customer_key), ':', toString(`customer_value`.month))) `valuation__customer_months`
    FROM
      tenure.customer_value AS `customer_value`  GROUP BY `valuation__value_tier`, `valuation__risk_band`) AS asked
LIMIT 100001

-- risk, layer: none
SELECT `risk__value_tier` AS `value_tier`, `risk__risk_band` AS `risk_band`, `risk__scored_customers` AS `scored_customers`
FROM (SELECT
      ['None', 'Platinum', 'Gold', 'Silver', 'Bronze'][1 + dictGet('tenure.customer_label', 'value_tier', `customer_score`.customer_key, `customer_score`.month)] `risk__value_tier`, multiIf(`customer_score`.probability < 0.02, 'under 2%', `customer_score`.probability < 0.05, '2-5%', `customer_score`.probability < 0.1, '5-10%', `customer_score`.probability < 0.2, '10-20%', '20% and more') `risk__risk_band`, count(concat(toString(`customer_score`.customer_key), ':', toString(`customer_score`.month))) `risk__scored_customers`
    FROM
      tenure.customer_score AS `customer_score`  GROUP BY `risk__value_tier`, `risk__risk_band`) AS asked
LIMIT 100001

-- risk_history, layer: none
SELECT `risk_history__value_tier` AS `value_tier`, `risk_history__risk_band` AS `risk_band`, `risk_history__at_risk` AS `at_risk`
FROM (SELECT
      ['None', 'Platinum', 'Gold', 'Silver', 'Bronze'][1 + dictGet('tenure.customer_label', 'value_tier', `score_history`.customer_key, `score_history`.month)] `risk_history__value_tier`, ['None', 'under 2%', '2-5%', '5-10%', '10-20%', '20% and more'][1 + toUInt8OrZero(substring(dictGet('tenure.customer_risk', 'bands', `score_history`.customer_key), greatest(0, 1 + dateDiff('month', dictGet('tenure.customer_risk', 'first_month', `score_history`.customer_key), `score_history`.month)), 1))] `risk_history__risk_band`, sum(`score_history`.at_risk) `risk_history__at_risk`
    FROM
      tenure.customer_score_history AS `score_history`  GROUP BY `risk_history__value_tier`, `risk_history__risk_band`) AS asked
LIMIT 100001

-- decisions, layer: none
SELECT `decisions__value_tier` AS `value_tier`, `decisions__risk_band` AS `risk_band`, `decisions__held_out_customers` AS `held_out_customers`
FROM (SELECT
      ['None', 'Platinum', 'Gold', 'Silver', 'Bronze'][1 + dictGet('tenure.customer_label', 'value_tier', `holdout`.customer_key, `holdout`.month)] `decisions__value_tier`, ['None', 'under 2%', '2-5%', '5-10%', '10-20%', '20% and more'][1 + toUInt8OrZero(substring(dictGet('tenure.customer_risk', 'bands', `holdout`.customer_key), greatest(0, 1 + dateDiff('month', dictGet('tenure.customer_risk', 'first_month', `holdout`.customer_key), `holdout`.month)), 1))] `decisions__risk_band`, count(concat(toString(`holdout`.customer_key), ':', toString(`holdout`.month))) `decisions__held_out_customers`
    FROM
      (SELECT * FROM tenure.churn_holdout WHERE model_version = (SELECT max(model_version) FROM tenure.customer_score)) AS `holdout`  GROUP BY `decisions__value_tier`, `decisions__risk_band`) AS asked
LIMIT 100001

-- customers, layer: tenure.customer_spell
SELECT `customers__value_tier` AS `value_tier`, `customers__risk_band` AS `risk_band`, `customers__known_customers` AS `known_customers`
FROM (SELECT
      ['None', 'Platinum', 'Gold', 'Silver', 'Bronze'][1 + dictGet('tenure.customer_label', 'value_tier', `customer`.customer_key, least(ifNull(`customer`.left_on, toDate('2100-01-01')), ifNull((SELECT max(month) FROM tenure.customer_value), toDate(0))))] `customers__value_tier`, ['None', 'under 2%', '2-5%', '5-10%', '10-20%', '20% and more'][1 + toUInt8OrZero(substring(dictGet('tenure.customer_risk', 'bands', `customer`.customer_key), greatest(0, 1 + dateDiff('month', dictGet('tenure.customer_risk', 'first_month', `customer`.customer_key), least(ifNull(`customer`.left_on, toDate('2100-01-01')), ifNull((SELECT max(month) FROM tenure.customer_score_history), toDate(0))))), 1))] `customers__risk_band`, count(`customer`.customer_key) `customers__known_customers`
    FROM
      (SELECT d.*, stay.last_day AS left_on, stay.left_for AS left_for FROM tenure.dim_customer AS d LEFT JOIN (
  SELECT spell.customer_key AS customer_key, max(spell.left_on) AS last_day, argMax(spell.reason_code, spell.left_on) AS left_for
  FROM tenure.customer_spell AS spell GROUP BY spell.customer_key
) AS stay ON stay.customer_key = d.customer_key WHERE d.valid_to = toDate('2100-01-01')) AS `customer`  GROUP BY `customers__value_tier`, `customers__risk_band`) AS asked
LIMIT 100001

-- contact_log, layer: tenure.customer_month
SELECT `contact_log__value_tier` AS `value_tier`, `contact_log__risk_band` AS `risk_band`, `contact_log__contact_count` AS `contact_count`
FROM (SELECT
      ['None', 'Platinum', 'Gold', 'Silver', 'Bronze'][1 + dictGet('tenure.customer_label', 'value_tier', `customer_month`.customer_key, ifNull(`customer_month`.month, toDate(0)))] `contact_log__value_tier`, ['None', 'under 2%', '2-5%', '5-10%', '10-20%', '20% and more'][1 + toUInt8OrZero(substring(dictGet('tenure.customer_risk', 'bands', `customer_month`.customer_key), greatest(0, 1 + dateDiff('month', dictGet('tenure.customer_risk', 'first_month', `customer_month`.customer_key), ifNull(`customer_month`.month, toDate(0)))), 1))] `contact_log__risk_band`, count(`contact`.contact_number) `contact_log__contact_count`
    FROM
      tenure.fact_contact AS `contact`
LEFT JOIN tenure.customer_month AS `customer_month` ON `contact`.customer_key = `customer_month`.customer_key AND toStartOfMonth(`contact`.date) = `customer_month`.month  GROUP BY `contact_log__value_tier`, `contact_log__risk_band`) AS asked
LIMIT 100001
