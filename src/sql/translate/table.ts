import type { ExpressionPart } from '../../semantic/contract/expression.js';
import { LOWER, UPPER } from './cases.js';
import type { Kind, PgType } from './types.js';

/** An argument that must be a literal for the two engines to agree. */
export type LiteralKind =
  /** A whole number from 0 on, at most 1,000. */
  | 'count'
  /** A whole number from 1 on, at most 1,000. */
  | 'position'
  /** Digits after the point, 0 to 9. */
  | 'places'
  /** A text of one character or more. */
  | 'some text'
  /** A whole number other than 0 that fits four bytes. */
  | 'divisor';

export type Argument = Kind | LiteralKind;

/** A function of Postgres that the engine has too. `engine` mixes its text with the numbers of the arguments, from 1. */
export interface Translation {
  readonly name: string;
  readonly takes: readonly Argument[];
  readonly gives: PgType;
  readonly engine: readonly (ExpressionPart | number)[];
}

function entry(
  name: string,
  takes: readonly Argument[],
  gives: PgType,
  engine: readonly (ExpressionPart | number)[],
): Translation {
  return { name, takes, gives, engine };
}

function wrapped(names: readonly string[], takes: readonly Argument[], gives: PgType, engine: string): Translation[] {
  const args = takes.flatMap((_, at) => (at === 0 ? [at + 1] : [', ', at + 1]));
  return names.map((name) => entry(name, takes, gives, [`${engine}(`, ...args, ')']));
}

/** Functions over text; characters are counted as the engine's UTF8 functions count them. */
const TEXT: readonly Translation[] = [
  entry('lower', ['text'], 'text', [...LOWER.before, 1, ...LOWER.after]),
  entry('upper', ['text'], 'text', [...UPPER.before, 1, ...UPPER.after]),
  ...wrapped(['length', 'char_length', 'character_length'], ['text'], 'int4', 'lengthUTF8'),
  ...wrapped(['octet_length'], ['text'], 'int4', 'length'),
  ...wrapped(['reverse'], ['text'], 'text', 'reverseUTF8'),
  ...wrapped(['btrim'], ['text'], 'text', 'trimBoth'),
  ...wrapped(['ltrim'], ['text'], 'text', 'trimLeft'),
  ...wrapped(['rtrim'], ['text'], 'text', 'trimRight'),
  ...wrapped(['left'], ['text', 'count'], 'text', 'leftUTF8'),
  ...wrapped(['right'], ['text', 'count'], 'text', 'rightUTF8'),
  ...wrapped(['substring', 'substr'], ['text', 'position'], 'text', 'substringUTF8'),
  ...wrapped(['substring', 'substr'], ['text', 'position', 'count'], 'text', 'substringUTF8'),
  ...wrapped(['replace'], ['text', 'some text', 'text'], 'text', 'replaceAll'),
  ...wrapped(['strpos', 'position'], ['text', 'some text'], 'int4', 'positionUTF8'),
  ...wrapped(['starts_with'], ['text', 'some text'], 'bool', 'startsWith'),
  ...wrapped(['lpad'], ['text', 'count', 'some text'], 'text', 'leftPadUTF8'),
  ...wrapped(['rpad'], ['text', 'count', 'some text'], 'text', 'rightPadUTF8'),
  ...wrapped(['repeat'], ['text', 'count'], 'text', 'repeat'),
  entry('md5', ['text'], 'text', ['lower(hex(MD5(', 1, ')))']),
  entry('split_part', ['text', 'some text', 'position'], 'text', [
    'if(isNull(',
    1,
    '), NULL, arrayElement(splitByString(',
    2,
    ', assumeNotNull(',
    1,
    ')), ',
    3,
    '))',
  ]),
];

/** Rounding of a numeric is half away from zero, of a float half to even: in both engines. */
const NUMBERS: readonly Translation[] = [
  ...wrapped(['abs'], ['integer'], 'int8', 'abs'),
  ...wrapped(['abs'], ['numeric'], 'numeric', 'abs'),
  ...wrapped(['abs'], ['float'], 'float8', 'abs'),
  ...wrapped(['floor'], ['numeric'], 'numeric', 'floor'),
  ...wrapped(['floor'], ['float'], 'float8', 'floor'),
  ...wrapped(['ceil', 'ceiling'], ['numeric'], 'numeric', 'ceil'),
  ...wrapped(['ceil', 'ceiling'], ['float'], 'float8', 'ceil'),
  ...wrapped(['round'], ['numeric'], 'numeric', 'round'),
  ...wrapped(['round'], ['numeric', 'places'], 'numeric', 'round'),
  ...wrapped(['round'], ['float'], 'float8', 'roundBankers'),
  ...wrapped(['trunc'], ['numeric'], 'numeric', 'trunc'),
  ...wrapped(['trunc'], ['numeric', 'places'], 'numeric', 'trunc'),
  ...wrapped(['trunc'], ['float'], 'float8', 'trunc'),
  entry('mod', ['integer', 'divisor'], 'int8', ['(', 1, ' % ', 2, ')']),
  entry('mod', ['integer', 'integer'], 'int8', ['(', 1, ' % ', 2, ')']),
  entry('sign', ['integer'], 'float8', ['toFloat64(sign(', 1, '))']),
  entry('sign', ['numeric'], 'numeric', ['toDecimal128(sign(', 1, '), 0)']),
  entry('sign', ['float'], 'float8', ['toFloat64(sign(', 1, '))']),
];

const BY_NAME = new Map<string, Translation[]>();
for (const translation of [...TEXT, ...NUMBERS])
  BY_NAME.set(translation.name, [...(BY_NAME.get(translation.name) ?? []), translation]);

export const TRANSLATIONS: readonly Translation[] = [...BY_NAME.values()].flat();

export function translationsOf(name: string, count: number): readonly Translation[] {
  return (BY_NAME.get(name) ?? []).filter(({ takes }) => takes.length === count);
}
