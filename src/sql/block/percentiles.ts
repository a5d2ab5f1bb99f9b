import type { CatalogMeasure } from '../../semantic/contract/catalog.js';
import { as, build, canonical, type FuncCall, functionName, type Node } from '../query/ast.js';
import { notSupported } from '../query/sql-error.js';
import { KIND_OF, kindOf, VALUE_TYPE } from '../translate/types.js';
import type { BlockConditions } from './block-conditions.js';
import type { BlockRequest } from './block-request.js';
import { isOwnType } from './key-plan.js';
import { measureValue } from './measure-value.js';
import { ROW_COUNT } from './row-count.js';

/**
 * PERCENTILE_CONT and PERCENTILE_DISC of an expression over dimensions, by the engine's exact quantiles; undefined for any
 * other aggregate. Errors: 0A000 where the engine cannot.
 */
export function percentile(call: FuncCall, request: BlockRequest, conditions: BlockConditions): Node | undefined {
  const name = functionName(call);
  if (!call.agg_within_group || !['percentile_cont', 'percentile_disc'].includes(name)) return undefined;
  const sort = as(call.agg_order?.[0], 'SortBy');
  const level = levelOf(call.args?.[0]);
  const value = sort?.node && request.keyPlan.exact ? request.translator.translate(sort.node) : undefined;
  const number = value && ['integer', 'numeric', 'float'].includes(kindOf(value));
  const descending = sort?.sortby_dir === 'SORTBY_DESC';
  if (!value || level === undefined || (name === 'percentile_cont' ? !number : descending))
    throw notSupported(
      `${name.toUpperCase()} needs a plain share from 0 to 1, and an expression over dimensions that the engine computes`,
      `Write ${name}(0.5) WITHIN GROUP (ORDER BY dimension), grouped by plain columns.`,
    );
  const continuous = name === 'percentile_cont';
  const share = descending ? 1 - level : level;
  const parts = continuous
    ? [`quantileExactInclusiveOrNull(${share})(toFloat64(`, ...value.parts, '))']
    : [
        'if(count(',
        ...value.parts,
        `) = 0, NULL, arrayElement(arraySort(groupArray(`,
        ...value.parts,
        `)), greatest(1, toUInt64(ceil(${share} * count(`,
        ...value.parts,
        ')))))) ',
      ];
  const type = continuous ? 'float' : VALUE_TYPE[KIND_OF[value.type]];
  const measure: CatalogMeasure = { ...ROW_COUNT, name, type, aggregation: 'number', additivity: 'non-additive' };
  const part = conditions.partOf(call.agg_filter);
  const column = request.expressionColumn(part, `${name} ${share} ${canonical(sort?.node)}`, measure, { parts });
  const found = measureValue(measure, column, part.number, name);
  return continuous || isOwnType(value.type) ? found : build.cast(found, value.type);
}

function levelOf(node: Node | undefined): number | undefined {
  const cast = as(node, 'TypeCast');
  const constant = as(cast?.arg ?? node, 'A_Const');
  const text = constant?.fval?.fval ?? constant?.sval?.sval ?? (constant?.ival ? String(constant.ival.ival ?? 0) : '');
  const level = /^(0|1|[01]?\.\d{1,10})$/.test(text) ? Number(text) : Number.NaN;
  return level >= 0 && level <= 1 ? level : undefined;
}
