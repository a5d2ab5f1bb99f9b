import type { Expression, ExpressionPart } from '../../semantic/contract/expression.js';
import type { Constant } from '../query/constant.js';
import type { Translated } from './types.js';

/** The engine's expression once the constants are known; undefined when one of them is not for the engine. */
export function expressionOf(
  { parts }: Pick<Translated, 'parts'>,
  values: readonly Constant[],
): Expression | undefined {
  const known: ExpressionPart[] = [];
  for (const part of parts) {
    const given = typeof part === 'function' ? part(values) : part;
    if (given === undefined) return undefined;
    if (given !== '') known.push(given);
  }
  return { parts: known };
}
