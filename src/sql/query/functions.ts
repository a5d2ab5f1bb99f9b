import type { CatalogMeasure, CatalogView } from '../../semantic/contract/catalog.js';
import { type FuncCall, functionName, namesOf } from './ast.js';

/** Aggregates of Postgres. MEASURE is ours. */
const AGGREGATES: ReadonlySet<string> = new Set(
  `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg
   json_object_agg jsonb_agg jsonb_object_agg max measure min mode percentile_cont percentile_disc range_agg
   range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
   stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance xmlagg`.split(/\s+/),
);

/** Aggregates that give the same whether a value comes once or often. */
const IGNORES_REPEATS: ReadonlySet<string> = new Set([
  'min',
  'max',
  'bool_and',
  'bool_or',
  'every',
  'bit_and',
  'bit_or',
]);

const SET_RETURNING: ReadonlySet<string> = new Set(
  `generate_series generate_subscripts unnest regexp_matches regexp_split_to_table string_to_table json_array_elements
   jsonb_array_elements json_array_elements_text jsonb_array_elements_text json_each jsonb_each json_object_keys
   jsonb_object_keys jsonb_path_query`.split(/\s+/),
);

function isBuiltIn(call: FuncCall): boolean {
  const names = namesOf(call.funcname);
  return names.length === 1 || names[0] === 'pg_catalog' || names[0] === 'public';
}

export function isAggregate(call: FuncCall): boolean {
  return isBuiltIn(call) && AGGREGATES.has(functionName(call));
}

export function isSetReturning(call: FuncCall): boolean {
  return SET_RETURNING.has(functionName(call));
}

export function ignoresRepeats(call: FuncCall): boolean {
  return call.agg_distinct === true || IGNORES_REPEATS.has(functionName(call));
}

/** The measure that a call such as churn_risk(3) asks for. */
export function measureCalled(call: FuncCall, view: CatalogView): CatalogMeasure | undefined {
  const names = namesOf(call.funcname);
  if (names.length > 2 || (names.length === 2 && names[0] !== 'public')) return undefined;
  return view.measures.find((measure) => measure.arguments.length > 0 && measure.name === names.at(-1));
}

/** Which plain aggregate asks a measure of each of Cube's kinds; ratios and the like have only MEASURE. */
const OWN_KIND: Readonly<Record<string, readonly string[]>> = {
  sum: ['sum'],
  count: ['count', 'sum'],
  countDistinct: ['count distinct'],
  count_distinct: ['count distinct'],
  countDistinctApprox: ['count distinct'],
  count_distinct_approx: ['count distinct'],
  min: ['min'],
  max: ['max'],
  avg: ['avg'],
};

/** How a measure is spelled with an aggregate of Postgres, MEASURE() apart. */
export function ownSpellings(measure: CatalogMeasure): readonly string[] {
  const own = OWN_KIND[measure.aggregation];
  if (own) return own;
  return measure.additivity === 'additive' ? ['sum'] : [];
}

/** How values of a measure at a finer grain make the value of a group, where that is exact. */
export function rollUpOf(measure: CatalogMeasure): 'sum' | 'min' | 'max' | undefined {
  const { aggregation, additivity } = measure;
  if (additivity === 'non-additive' || additivity === 'semi-additive') return undefined;
  if (aggregation === 'min' || aggregation === 'max') return aggregation;
  if (aggregation === 'sum' || aggregation === 'count') return 'sum';
  return aggregation === 'number' && additivity === 'additive' ? 'sum' : undefined;
}

/** The model says itself that values of finer groups add up; or the kind leaves no doubt. */
export function surelyRollsUp(measure: CatalogMeasure): boolean {
  return measure.additivity === 'additive' || ['min', 'max'].includes(measure.aggregation);
}
