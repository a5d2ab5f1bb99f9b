import fc from 'fast-check';

/** A question over one of these views that every door can be asked, and that plain SQL can answer by hand. */
export interface Question {
  readonly view: ViewName;
  readonly dimensions: readonly { readonly name: DimensionName; readonly granularity?: 'quarter' | 'year' }[];
  readonly measures: readonly MeasureName[];
  readonly filter?: QuestionFilter;
}

export interface QuestionFilter {
  readonly member: DimensionName;
  readonly operator: 'equals' | 'notEquals' | 'in' | 'contains' | 'set' | 'notSet' | 'inDateRange';
  readonly values: readonly string[];
}

export type ViewName = 'churn' | 'value' | 'billing' | 'risk_history';

type DimensionName = keyof typeof DIMENSIONS;
type MeasureName = keyof typeof MEASURES;

/** The oracle's own words for each member: nothing here is taken from the model. */
export const DIMENSIONS = {
  province: "dictGet('tenure.region', 'province_en', district_code)",
  city: "dictGet('tenure.region', 'city_en', district_code)",
  tier: 'toString(tier)',
  plan: "dictGet('tenure.plan', 'plan_en', plan_code)",
  contract: "if(text_attributes['contract'] = '', 'Unknown', text_attributes['contract'])",
  district: "dictGet('tenure.region', 'district_en', district_code)",
  province_code: "toString(dictGet('tenure.region', 'province_code', district_code))",
  product_line: "dictGet('tenure.plan', 'product_line', plan_code)",
  plan_family: "dictGet('tenure.plan', 'family', plan_code)",
  customer_type: "dictGet('tenure.tier', 'customer_type', tier)",
  channel_kind: "dictGet('tenure.channel', 'kind', channel_code)",
  channel: "dictGet('tenure.channel', 'channel_en', channel_code)",
  device_generation: "dictGet('tenure.device', 'generation', device_code)",
  device_brand: "dictGet('tenure.device', 'brand', device_code)",
  device: "dictGet('tenure.device', 'device_en', device_code)",
  tenure_band: `caseWithExpression(intDiv(tenure_months, 12), 0, if(tenure_months < 3, '0-2 months', '3-11 months'), 1, '12-23 months',
    2, '24-47 months', 3, '24-47 months', '48+ months')`,
  segment: "if(label.segment = 1, 'Callers', if(label.segment = 2, 'Browsers', 'None'))",
  value_tier: "transform(label.value_tier, [1, 2, 3, 4], ['Platinum', 'Gold', 'Silver', 'Bronze'], 'None')",
  loyalty_band: "transform(label.loyalty_band, [1, 2, 3], ['Low', 'Medium', 'High'], 'None')",
  customer_class: "transform(label.customer_class, [1, 2], ['Big', 'Potential'], 'Other')",
  risk_band: `multiIf(ifNull(score.probability, 0) = 0, 'None', score.probability < 0.02, 'under 2%', score.probability < 0.05, '2-5%',
    score.probability < 0.1, '5-10%', score.probability < 0.2, '10-20%', '20% and more')`,
  month: 'month',
  stage: 'toString(score.stage)',
  previous_stage: 'toString(score.previous_stage)',
} as const;

/** The members that one view alone has, and those that it has not. */
const STAGES: readonly DimensionName[] = ['stage', 'previous_stage'];
const NOT_KEPT: readonly DimensionName[] = ['contract', 'tenure_band', 'device', 'device_brand', 'device_generation'];

export function dimensionsOf(view: ViewName): readonly DimensionName[] {
  const others = view === 'risk_history' ? NOT_KEPT : STAGES;
  return (Object.keys(DIMENSIONS) as DimensionName[]).filter((name) => !others.includes(name));
}

/** The light layer with what was said of its customers each month, joined by hand. */
const ROWS = `(SELECT * FROM tenure.customer_month) AS one
  LEFT JOIN (SELECT customer_key, month, segment, value_tier, loyalty_band, customer_class FROM tenure.customer_value) AS label USING (customer_key, month)
  LEFT JOIN (SELECT customer_key, month, at_risk, probability, stage, previous_stage FROM tenure.customer_score_history) AS score USING (customer_key, month)`;

export const MEASURES = {
  customers: 'uniqExactIf(customer_key, active = 1)',
  customer_months: 'sum(active)',
  monthly_charges: 'sum(monthly_charges)',
  revenue: 'sum(revenue)',
  arpu: 'toFloat64(sum(revenue)) / nullIf(sum(active), 0)',
  at_risk: 'sum(score.at_risk)',
  risk_total: 'sum(score.probability)',
  mean_risk: 'sum(score.probability) / nullIf(sum(score.at_risk), 0)',
} as const;

const MEASURES_OF: Readonly<Record<ViewName, readonly MeasureName[]>> = {
  churn: ['customers', 'customer_months', 'monthly_charges', 'revenue', 'arpu'],
  value: ['customers', 'customer_months', 'monthly_charges', 'revenue', 'arpu'],
  billing: ['customers', 'customer_months', 'monthly_charges', 'revenue'],
  risk_history: ['at_risk', 'risk_total', 'mean_risk'],
};

const VALUES: Readonly<Record<Exclude<DimensionName, 'month'>, readonly string[]>> = {
  province: ['Sichuan', 'Guangdong', 'Beijing', ''],
  city: ['Chengdu', 'Mianyang', 'Shenzhen', 'Beijing'],
  tier: ['Gold', 'Silver', 'Bronze', 'Iron'],
  plan: ['Basic 29', 'Max 199', "O'Neill"],
  contract: ['Month-to-month', 'One year'],
  district: ['Jinjiang', 'Futian', 'nowhere'],
  province_code: ['510000', '440000', '0'],
  product_line: ['Personal', 'Unknown'],
  plan_family: ['Basic', 'Max'],
  customer_type: ['Business', 'Unknown'],
  channel_kind: ['Physical', 'Digital'],
  channel: ['Shop', 'App'],
  device_generation: ['4G', '5G', 'Unknown'],
  device_brand: ['Lark', 'Unknown'],
  device: ['Lark 9', 'Plain'],
  tenure_band: ['0-2 months', '12-23 months'],
  segment: ['Callers', 'None'],
  value_tier: ['Platinum', 'Bronze', 'None'],
  loyalty_band: ['Low', 'None'],
  customer_class: ['Big', 'Other'],
  risk_band: ['under 2%', '20% and more', 'None'],
  stage: ['new', 'lost', 'elsewhere'],
  previous_stage: ['', 'growing'],
};

const filterOn = (member: DimensionName): fc.Arbitrary<QuestionFilter> => {
  if (member === 'month')
    return fc
      .tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 6 }))
      .map(([from, span]) => ({ member, operator: 'inDateRange', values: [monthAt(from), monthAt(from + span)] }));
  const value = fc.constantFrom(...VALUES[member]);
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('equals' as const, 'notEquals' as const), value)
      .map(([operator, one]) => ({ member, operator, values: [one] })),
    fc
      .uniqueArray(value, { minLength: 1, maxLength: 3 })
      .map((values) => ({ member, operator: 'in' as const, values })),
    value.map((one) => ({ member, operator: 'contains' as const, values: [one.slice(0, 3) || 'a'] })),
    fc.constantFrom('set' as const, 'notSet' as const).map((operator) => ({ member, operator, values: [] })),
  );
};

/** Questions over these views. */
export function questionOver(views: readonly ViewName[]): fc.Arbitrary<Question> {
  return fc.constantFrom(...views).chain((view) => {
    const dimension = fc.constantFrom(...dimensionsOf(view));
    return fc.record(
      {
        view: fc.constant(view),
        dimensions: fc.uniqueArray(
          fc
            .tuple(dimension, fc.constantFrom(undefined, 'quarter' as const, 'year' as const))
            .map(([name, granularity]) => (name === 'month' && granularity ? { name, granularity } : { name })),
          { minLength: 1, maxLength: 3, selector: ({ name }) => name },
        ),
        measures: fc.uniqueArray(fc.constantFrom(...MEASURES_OF[view]), { minLength: 1, maxLength: 3 }),
        filter: dimension.chain(filterOn),
      },
      { requiredKeys: ['view', 'dimensions', 'measures'] },
    );
  });
}

/** The question as plain SQL over the base table, with the caller's rows chosen by hand. */
export function sqlOf({ view, dimensions, measures, filter: condition }: Question, rows: string): string {
  const columns = dimensions.map(({ name, granularity }) => {
    const bucket = { quarter: 'toStartOfQuarter(month)', year: 'toStartOfYear(month)' };
    return granularity ? bucket[granularity] : DIMENSIONS[name];
  });
  const where = condition ? `(${conditionOf(condition)})` : '1';
  return `SELECT ${[...columns.map((column) => `toString(${column})`), ...measures.map((name) => `toFloat64(${MEASURES[name]})`)].join(', ')}
    FROM ${ROWS} WHERE (${rows}) AND ${heldBy(view)} AND ${where} GROUP BY ${columns.join(', ')}`;
}

/** How many rows at the view's grain the filter leaves. */
export function countOf({ view, filter: condition }: Question, rows: string): string {
  return `SELECT count() FROM ${ROWS} WHERE (${rows}) AND ${heldBy(view)} AND ${condition ? `(${conditionOf(condition)})` : '1'}`;
}

/** Earlier scores are of the customer-months that were scored. */
const heldBy = (view: ViewName) => (view === 'risk_history' ? 'score.at_risk = 1' : '1');

function conditionOf({ member, operator, values }: QuestionFilter): string {
  const column = DIMENSIONS[member];
  const quoted = values.map((value) => `'${value.replaceAll("'", "''")}'`);
  switch (operator) {
    case 'equals':
    case 'in':
      return `${column} IN (${quoted.join(', ')})`;
    case 'notEquals':
      return `${column} IS NULL OR ${column} NOT IN (${quoted.join(', ')})`;
    case 'contains':
      return `positionCaseInsensitive(${column}, ${quoted[0]}) > 0`;
    case 'set':
      return `${column} IS NOT NULL`;
    case 'notSet':
      return `${column} IS NULL`;
    case 'inDateRange':
      return `${column} BETWEEN ${quoted[0]} AND ${quoted[1]}`;
  }
}

function monthAt(index: number): string {
  return new Date(Date.UTC(2023, 10 + index, 1)).toISOString().slice(0, 10);
}
