import { as, functionName, type Node, stringConstant } from '../query/ast.js';
import type { Constants } from '../query/constants.js';
import { foldedExpression, LOWER, lowered } from './cases.js';
import { constantAs, isUntyped } from './literals.js';
import { isSharedExpression, likePattern } from './patterns.js';
import { bound, kindOf, type Late, type Translated, translated } from './types.js';

/** `||`: NULL with anything is NULL. A whole number beside a text becomes one. */
export function concatenated(left: Translated | undefined, right: Translated | undefined): Translated | undefined {
  if (!left || !right || (kindOf(left) !== 'text' && kindOf(right) !== 'text')) return undefined;
  const [first, second] = [textOf(left), textOf(right)];
  return first && second && translated('text', ['concat(', ...first, ', ', ...second, ')']);
}

/** concat(): NULLs are left out. */
export function joined(args: readonly Translated[]): Translated | undefined {
  const texts = args.map(textOf);
  if (texts.length === 0 || !texts.every((text) => text !== undefined)) return undefined;
  const empty = bound('', 'String');
  const listed = texts.flatMap((text) => [', ifNull(', ...text, ', ', empty, ')']);
  return translated('text', ['concat(', empty, ...listed, ')']);
}

function textOf(value: Translated): Translated['parts'] | undefined {
  if (kindOf(value) === 'text') return value.parts;
  return kindOf(value) === 'integer' ? ['toString(', ...value.parts, ')'] : undefined;
}

/** LIKE and ILIKE with a constant pattern. */
export function like(
  value: Translated | undefined,
  pattern: Node | undefined,
  constants: Constants,
  folded: boolean,
  not: boolean,
): Translated | undefined {
  if (!value || kindOf(value) !== 'text' || !pattern) return undefined;
  const call = as(pattern, 'FuncCall');
  const escape = call && functionName(call) === 'like_escape' ? stringConstant(call.args?.[1]) : undefined;
  if (call && escape === undefined) return undefined;
  const source = call ? call.args?.[0] : pattern;
  const subject = folded ? [...LOWER.before, ...value.parts, ...LOWER.after] : value.parts;
  const engineOf = (text: string) => likePattern(folded ? lowered(text) : text, escape);
  return test(not ? 'notLike(' : 'like(', subject, source, constants, engineOf);
}

/** `~`, `~*` and their negations with a constant expression of those that both engines read alike. */
export function matches(
  value: Translated | undefined,
  expression: Node | undefined,
  constants: Constants,
  folded: boolean,
  not: boolean,
): Translated | undefined {
  if (!value || kindOf(value) !== 'text') return undefined;
  const subject = folded ? ['lower(', ...value.parts, ')'] : value.parts;
  const engineOf = (text: string) => {
    if (!isSharedExpression(text)) return undefined;
    return folded ? foldedExpression(text) : text;
  };
  const matched = test('match(', subject, expression, constants, engineOf);
  return matched && not ? translated('bool', ['not(', ...matched.parts, ')']) : matched;
}

function test(
  engine: string,
  subject: Translated['parts'],
  pattern: Node | undefined,
  constants: Constants,
  engineOf: (pattern: string) => string | undefined,
): Translated | undefined {
  const constant = pattern && isUntyped(pattern) ? constantAs(pattern, 'text', constants) : undefined;
  const [part] = constant?.parts ?? [];
  if (part === undefined) return undefined;
  const { literal } = constant ?? {};
  if (typeof literal === 'string' && engineOf(literal) === undefined) return undefined;
  const late: Late = (values) => {
    const given = typeof part === 'function' ? part(values) : part;
    if (typeof given !== 'object' || !('value' in given) || given.value === null) return given;
    const text = engineOf(String(given.value));
    return text === undefined ? undefined : bound(text, 'String');
  };
  return translated('bool', [engine, ...subject, ', ', late, ')']);
}
