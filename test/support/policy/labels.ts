/** What a valuation and scorings would have said of two customers in three, different from month to month. */
export const LABELS = [
  `INSERT INTO tenure.segment_month (month, segment, name_en, name_zh) SELECT month, 1, 'Callers', '通话客户' FROM tenure.customer_month GROUP BY month
   UNION ALL SELECT month, 2, 'Browsers', '上网客户' FROM tenure.customer_month GROUP BY month`,
  `INSERT INTO tenure.customer_value (month, customer_key, customer_id, segment, value_tier, loyalty_band, customer_class)
   SELECT month, customer_key, customer_id, customer_key % 3, 1 + (customer_key + toMonth(month)) % 4, 1 + customer_key % 3,
     intDiv(customer_key, 3) % 3
   FROM tenure.customer_month WHERE customer_key % 3 > 0`,
  `INSERT INTO tenure.customer_score_history (month, customer_key, customer_id, district_code, plan_code, tier, channel_code,
     account_manager_code, at_risk, probability, stage, previous_stage)
   SELECT month, customer_key, customer_id, district_code, plan_code, tier, channel_code, account_manager_code, 1,
     0.01 + 0.05 * ((customer_key + toMonth(month)) % 6), ['new', 'growing', 'lost'][1 + (customer_key + toMonth(month)) % 3],
     ['', 'new', 'growing'][1 + (customer_key + toMonth(month)) % 3]
   FROM tenure.customer_month WHERE customer_key % 3 < 2`,
  ...['segment', 'customer_label', 'customer_risk'].map((name) => `SYSTEM RELOAD DICTIONARY tenure.${name}`),
];
