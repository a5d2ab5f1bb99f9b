// Checked against the schema by test/contract/page-documents.test.ts.

const PARTS = '{ name contribution }';
export const DECOMPOSE = `query Decompose($view: String!, $reason: String!, $by: String!, $time: String!, $period: DayRangeInput!,
  $before: DayRangeInput, $filters: [FilterInput!]) {
  decompose(view: $view, numerator: "churned", denominator: "customer_months", reason: $reason, by: $by, time: $time,
    period: $period, before: $before, filters: $filters) {
    level { rate reasons ${PARTS} }
    change { before after change reasons ${PARTS} mix ${PARTS} }
    predicted { before after drivers ${PARTS} rest unpredicted }
    notPredictedBecause
    receipt { snapshot complete incompleteBecause } } }`;

const RULE = 'rule { all { indicator comparison value } any { indicator comparison value } }';
export const RULES = `query Rules($kind: CustomerClassKind!) { customerRules(kind: $kind) { version savedBy savedAt ${RULE} } }`;
export const COUNT_RULE = `query CountRule($rule: CustomerRuleInput!) { countCustomerRule(rule: $rule) { month customers of reached } }`;
export const SAVE_RULE = `mutation SaveRule($kind: CustomerClassKind!, $rule: CustomerRuleInput!, $base: Int!) {
  saveCustomerRule(kind: $kind, rule: $rule, base: $base) { version } }`;
