import type { CatalogDimension, CatalogMeasure } from '../../semantic/contract/catalog.js';
import { bareType } from '../../semantic/contract/value-type.js';
import type { Node } from '../query/ast.js';
import type { Constants } from '../query/constants.js';
import { clockOf } from './moments.js';
import { MOVABLE, type Translated, translated } from './types.js';

/** What the names and constants of an expression are. */
export interface Names {
  /** The column that a node names; undefined for anything that the engine has no such expression for. */
  column(node: Node): Translated | undefined;
  /** The point in time that a node names; only its buckets are translated. */
  moment(node: Node): string | undefined;
  readonly constants: Constants;
}

/** A dimension as the table sees it; undefined for types whose values the engine computes with otherwise. */
export function dimensionColumn({ name, engineType, masked }: CatalogDimension): Translated | undefined {
  if (engineType === undefined || masked) return undefined;
  const type = bareType(engineType);
  const member = { member: name };
  if (type === 'String') return translated('text', [member]);
  if (type.startsWith('Enum')) return translated('text', ['toString(', member, ')']);
  if (/^(Int(8|16|32|64)|UInt(8|16|32))$/.test(type)) return translated('int8', ['toInt64(', member, ')']);
  const decimal = /^Decimal\((\d+), (\d+)\)$/.exec(type);
  if (decimal) {
    const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
    return translated('numeric', [member], { digits: precision - scale, scale });
  }
  if (type === 'Float64') return translated('float8', [member]);
  if (type === 'Bool') return translated('bool', [member]);
  if (type === 'Date') return translated('date', [member], { movable: MOVABLE });
  // Of whole seconds, which a DateTime has, the years are known to be 1970 to 2106.
  if (type.startsWith('DateTime'))
    return translated('moment', clockOf(name), /^DateTime64\((?!0)/.test(type) ? {} : { movable: MOVABLE });
  return type === 'Date32' ? translated('date', [member]) : undefined;
}

/** A measure's column of an answer, for conditions after grouping. */
export function answerColumn({ engineType, type }: CatalogMeasure, column: string): Translated | undefined {
  const parts = [{ column }];
  if (engineType === undefined) return undefined;
  if (type === 'integer' && !/Int(128|256)/.test(engineType)) return translated('int8', ['toInt64(', ...parts, ')']);
  // The answer gives what is not finite as NULL.
  if (type === 'float') return translated('float8', ['if(isFinite(', ...parts, '), ', ...parts, ', NULL)']);
  const decimal = /Decimal\((\d+), (\d+)\)/.exec(engineType);
  if (type !== 'decimal' || !decimal) return undefined;
  return translated('numeric', parts, { digits: Number(decimal[1]) - Number(decimal[2]), scale: Number(decimal[2]) });
}
