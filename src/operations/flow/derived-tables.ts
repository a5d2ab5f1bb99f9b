/**
 * What the tables that no file fills are made of, nearest first: `etl/sql` builds months and stays, `etl/value` values and
 * segments, `src/scoring` the model's figures. A table that the schema has and this does not know is a test's failure.
 */
export const DERIVED_FROM: Readonly<Record<string, readonly string[]>> = {
  dim_customer: ['customer_change'],
  customer_spell: ['customer_change', 'fact_event'],
  customer_month: [
    'fact_usage',
    'fact_bill',
    'fact_payment',
    'fact_cost',
    'fact_event',
    'fact_contact',
    'fact_subscription',
    'customer_spell',
    'dim_customer',
  ],
  product_affinity: ['fact_subscription', 'customer_month'],
  likely_addition: ['fact_subscription', 'product_affinity'],
  value_basis: ['customer_month'],
  segment_month: ['customer_month'],
  customer_value: ['customer_month', 'likely_addition', 'value_basis', 'segment_month'],
  customer_score: ['customer_month', 'customer_value'],
  customer_score_history: ['customer_score'],
  churn_holdout: ['customer_month'],
};

/** Tables of the server's own book-keeping and parts of the model's formula, which are no step of anybody's data. */
export const OWN_TABLES: readonly string[] = [
  'attribute',
  'churn_cell',
  'churn_factor',
  'churn_term',
  'dim_date',
  'publication',
  'schema_migration',
];
