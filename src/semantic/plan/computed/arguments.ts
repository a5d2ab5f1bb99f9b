import { parse as parseYaml } from 'yaml';
import { Refusal } from '../../../analytics/refusal.js';
import { consistentAhp } from '../../../analytics/value/ahp.js';
import { judgementMatrix } from '../../../analytics/value/judgements.js';
import { TenureError } from '../../../errors/errors.js';
import { didYouMean } from '../../../errors/nearest.js';
import type { MeasureArgument } from '../../contract/catalog.js';
import type { ArgumentValue } from '../../contract/query.js';

/** The arguments a measure runs with: those given, checked against the declaration, and defaults for the others. */
export function resolveArguments(
  measure: string,
  declared: readonly MeasureArgument[],
  given: Readonly<Record<string, ArgumentValue>> = {},
): Readonly<Record<string, number | string>> {
  const names = declared.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const known = names.length === 0 ? '; it takes none' : didYouMean(name, names) || `; it takes ${names.join(', ')}`;
    throw new TenureError('BAD_REQUEST', `${measure} has no argument ${name}${known}`);
  }
  return Object.fromEntries(
    declared.map((argument) => [argument.name, checked(measure, argument, given[argument.name] ?? argument.default)]),
  );
}

function checked(measure: string, argument: MeasureArgument, value: ArgumentValue | undefined): number | string {
  if (value === undefined) throw new TenureError('BAD_REQUEST', `${measure} needs ${argument.name}.`);
  const { name, type, minimum, maximum, values } = argument;
  const refuse = (what: string): never => {
    throw new TenureError('BAD_REQUEST', `${measure}: ${name} must be ${what}, not ${JSON.stringify(value)}.`);
  };
  if (type === 'value') {
    if (typeof value === 'boolean') refuse('a text or a number');
    return String(value);
  }
  if (type === 'string') {
    const text = String(value);
    if (values && !values.includes(text)) refuse(`one of ${values.join(', ')}`);
    return argument.compares === undefined || text === '' ? text : weightsOf(measure, argument.compares, text);
  }
  const number = typeof value === 'boolean' || value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) refuse('a number');
  if (type === 'integer' && !Number.isSafeInteger(number)) refuse('a whole number');
  if (minimum !== undefined && number < minimum) refuse(`${minimum} or more`);
  if (maximum !== undefined && number > maximum) refuse(`${maximum} or less`);
  return number;
}

/**
 * Weights, separated by commas, of what a pairwise comparison matrix compares (Saaty), and last its consistency ratio; one that
 * contradicts itself is refused.
 */
function weightsOf(measure: string, compares: readonly string[], text: string): string {
  try {
    const matrix = judgementMatrix.parse(parseYaml(text));
    if (matrix.length !== compares.length)
      throw new Refusal(`The matrix needs a row and a column for each of ${compares.join(', ')}.`);
    const { weights, consistencyRatio } = consistentAhp(matrix, compares);
    return [...weights, consistencyRatio].join(',');
  } catch (error) {
    const reason = error instanceof Refusal ? error.message : "It is no matrix such as '[[1, 3], [1/3, 1]]'.";
    throw new TenureError('BAD_REQUEST', `${measure}: ${reason}`, { cause: error });
  }
}
