import type { ExpressionPart } from '../../semantic/contract/expression.js';
import { asFloat } from './arithmetic.js';
import { type Argument, translationsOf } from './table.js';
import { bound, KIND_OF, kindOf, type Late, type Translated, translated } from './types.js';

const MAX_COUNT = 1000;

/** A function of the table, when its arguments are what the two engines agree on. */
export function call(name: string, args: readonly Translated[], used?: (key: string) => void): Translated | undefined {
  for (const translation of translationsOf(name, args.length)) {
    const given = translation.takes.map((takes, at) => argument(args[at], takes));
    if (!given.every((parts) => parts !== undefined)) continue;
    used?.(`${name}(${translation.takes.join(', ')})`);
    const parts = translation.engine.flatMap((part) => (typeof part === 'number' ? (given[part - 1] ?? []) : [part]));
    const [first] = args;
    const gives =
      translation.gives === 'int8' && args.every(({ type }) => type === 'int4') ? 'int4' : translation.gives;
    const like = first && kindOf(first) === 'numeric' ? { digits: first.digits + 1, scale: first.scale } : {};
    const whole = KIND_OF[translation.gives] === 'integer';
    return translated(gives, whole ? ['toInt64(', ...parts, ')'] : parts, like);
  }
  // A whole number where only a float is known: Postgres converts it, too.
  const floats = args.map((arg) => (kindOf(arg) === 'integer' ? asFloat(arg) : undefined));
  return args.length === 1 && floats[0] && name !== 'abs' ? call(name, [floats[0]], used) : undefined;
}

function argument(given: Translated | undefined, takes: Argument): readonly (ExpressionPart | Late)[] | undefined {
  const { literal } = given ?? {};
  const whole = typeof literal === 'number' && Number.isInteger(literal) ? literal : undefined;
  switch (takes) {
    case 'count':
      return whole !== undefined && whole >= 0 && whole <= MAX_COUNT ? [String(whole)] : undefined;
    case 'position':
      return whole !== undefined && whole >= 1 && whole <= MAX_COUNT ? [String(whole)] : undefined;
    case 'places':
      return whole !== undefined && whole >= 0 && whole <= 9 ? [String(whole)] : undefined;
    case 'divisor':
      return whole !== undefined && whole !== 0 && Math.abs(whole) < 2 ** 31 ? [bound(whole, 'Int64')] : undefined;
    case 'some text':
      return typeof literal === 'string' && literal !== '' ? given?.parts : undefined;
    default:
      return given && kindOf(given) === takes ? given.parts : undefined;
  }
}
