import type { CatalogMeasure, CatalogView } from '../../semantic/contract/catalog.js';
import { build, canonical, type FuncCall, functionName, type Node } from '../query/ast.js';
import { asNumeric } from '../translate/arithmetic.js';
import { KIND_OF, kindOf, type Translated, VALUE_TYPE } from '../translate/types.js';
import type { BlockConditions } from './block-conditions.js';
import type { BlockRequest } from './block-request.js';
import { membersOf } from './expression-facts.js';
import { isOwnType } from './key-plan.js';
import { measureValue } from './measure-value.js';
import { ROW_COUNT } from './row-count.js';

/** Digits that leave room for the sum of any number of rows. */
const MAX_SUMMED_DIGITS = 27;

/**
 * COUNT, SUM, AVG, MIN and MAX over dimensions, computed by the engine group by group; undefined where Postgres computes
 * them over the distinct values, which the layers give faster when they are few.
 */
export function engineAggregate(call: FuncCall, request: BlockRequest, conditions: BlockConditions): Node | undefined {
  const [argument, second] = call.args ?? [];
  if (!request.keyPlan.exact || !argument || second || call.agg_order || call.agg_within_group) return undefined;
  if (!mayHaveManyValues(argument, request.scope.view)) return undefined;
  const value = request.translator.translate(argument);
  if (!value) return undefined;
  const ask = (measure: CatalogMeasure, parts: Translated['parts'], spelled: string) => {
    const part = conditions.partOf(call.agg_filter);
    const key = `${measure.name} ${canonical(argument)}`;
    return measureValue(measure, request.expressionColumn(part, key, measure, { parts }), part.number, spelled);
  };
  const count = () => ask(named('count', 'integer', 'count'), ['count(', ...value.parts, ')'], 'count');
  switch (`${functionName(call)}${call.agg_distinct ? ' distinct' : ''}`) {
    case 'count':
      return count();
    case 'count distinct':
      return ask(named('count distinct', 'integer', 'count'), ['uniqExact(', ...value.parts, ')'], 'count');
    case 'min':
    case 'max': {
      const name = functionName(call);
      if (kindOf(value) === 'boolean' || kindOf(value) === 'instant') return undefined;
      const found = ask(
        named(name, VALUE_TYPE[KIND_OF[value.type]], 'number'),
        [`${name}(`, ...value.parts, ')'],
        name,
      );
      return isOwnType(value.type) ? found : build.cast(found, value.type);
    }
    case 'sum':
    case 'avg': {
      const summed = summable(value);
      if (!summed) return undefined;
      const float = kindOf(value) === 'float';
      const total = ask(named('sum', float ? 'float' : 'decimal', 'number'), ['sum(', ...summed, ')'], 'sum');
      if (functionName(call) === 'avg') return build.operator('/', total, build.nullIf(count(), build.integer(0)));
      return value.type === 'int4' ? build.cast(total, 'bigint') : total;
    }
    default:
      return undefined;
  }
}

/** What a model says identifies something has many values; where it says nothing of the kind, anything may. */
function mayHaveManyValues(argument: Node, view: CatalogView): boolean {
  const members = membersOf(argument);
  const dimensions = view.dimensions.filter(({ name }) => members.has(name));
  const saysSo = view.dimensions.some(({ entity }) => entity !== undefined);
  return dimensions.length > 0 && (!saysSo || dimensions.some(({ entity, primaryKey }) => primaryKey || entity));
}

function summable(value: Translated): Translated['parts'] | undefined {
  switch (kindOf(value)) {
    case 'integer':
      return ['toInt128(', ...value.parts, ')'];
    case 'numeric':
      return value.digits + value.scale <= MAX_SUMMED_DIGITS ? asNumeric(value).parts : undefined;
    case 'float':
      return value.parts;
    default:
      return undefined;
  }
}

function named(name: string, type: CatalogMeasure['type'], aggregation: string): CatalogMeasure {
  return { ...ROW_COUNT, name, type, aggregation, additivity: 'non-additive' };
}
