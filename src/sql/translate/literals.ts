import { as, build, type Node, namesOf } from '../query/ast.js';
import type { ConstantKind } from '../query/constant.js';
import { type Constants, isConstant } from '../query/constants.js';
import { bound, KIND_OF, type Kind, type Late, type PgType, type Translated, translated } from './types.js';

/** A constant whose type the other side of an operator decides: a bare text or a parameter. */
export function isUntyped(node: Node): boolean {
  return as(node, 'A_Const')?.sval !== undefined || as(node, 'A_Const')?.isnull === true || 'ParamRef' in node;
}

/** Numbers, booleans and NULL as they stand in the text. */
export function literal(node: Node): Translated | undefined {
  const constant = as(node, 'A_Const');
  if (!constant) return undefined;
  if (constant.ival) {
    const value = constant.ival.ival ?? 0;
    return translated('int4', [bound(value, 'Int64')], { digits: 10, literal: value });
  }
  if (constant.boolval) {
    const value = constant.boolval.boolval ?? false;
    return translated('bool', [{ value, type: 'String' }], { literal: value });
  }
  const text = constant.fval?.fval ?? '';
  if (/^-?\d{1,18}$/.test(text))
    return translated('int8', [bound(text, 'Int64')], { digits: 18, literal: Number(text) });
  const [, whole = '', places = ''] = /^-?(\d{0,12})\.(\d{1,9})$/.exec(text) ?? [];
  if (places === '') return undefined;
  return translated('numeric', [bound(text, 'Decimal')], {
    digits: whole.length,
    scale: 9,
    literal: Number(text),
  });
}

const CONSTANT_KIND: Readonly<Record<Kind, ConstantKind>> = {
  text: 'text',
  integer: 'number',
  numeric: 'number',
  float: 'number',
  boolean: 'boolean',
  day: 'date',
  moment: 'timestamp',
  instant: 'timestamp',
};

/** A constant read as a type: as its neighbour's, or as the one it is cast to. Postgres computes it when it must. */
export function constantAs(node: Node, type: PgType, constants: Constants): Translated | undefined {
  const kind = KIND_OF[type];
  if (as(node, 'A_Const')?.isnull) return translated(type, [{ value: null, type: 'String' }], { literal: null });
  if (!isConstant(node)) return undefined;
  const text = as(node, 'A_Const')?.sval?.sval;
  const known = kind === 'text' && text !== undefined ? { literal: text } : {};
  const inUtc = () => build.call('timezone', [build.text('UTC'), build.cast(node, 'timestamptz')]);
  const lookup = constants.add(kind === 'instant' ? inUtc() : node, CONSTANT_KIND[kind]);
  const late: Late = (values) => {
    const { value, later } = lookup(values);
    if (value === null) return { value: null, type: 'String' };
    return later ? undefined : partOf(value, kind);
  };
  return translated(type, [late], { ...known, ...(kind === 'numeric' ? { digits: 18, scale: 9 } : {}) });
}

function partOf(value: string, kind: Kind): ReturnType<Late> {
  switch (kind) {
    case 'text':
      return bound(value, 'String');
    case 'boolean':
      return { value: value === 'true' || value === 't', type: 'String' };
    case 'day':
      return /^(19[7-9]|20\d|21[0-3])\d-\d\d-\d\d$/.test(value) ? bound(value, 'Date') : undefined;
    case 'moment':
    case 'instant':
      return /^(19|2[0-2])\d\d-\d\d-\d\dT/.test(value) ? bound(value.replace('T', ' '), 'Timestamp') : undefined;
    case 'float':
      return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? bound(value, 'Float64') : undefined;
    default:
      if (/^-?\d{1,18}$/.test(value)) return bound(value, 'Int64');
      return /^-?\d{1,18}\.\d{1,9}$/.test(value) ? bound(value, 'Decimal') : undefined;
  }
}

const TYPE_NAMES: Readonly<Record<string, PgType>> = {
  text: 'text',
  varchar: 'text',
  int4: 'int4',
  int8: 'int8',
  numeric: 'numeric',
  float8: 'float8',
  bool: 'bool',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
};

interface TypeName {
  readonly names?: Node[];
  readonly typmods?: Node[];
  readonly arrayBounds?: Node[];
}

/** The type that a cast names, without length or precision. */
export function namedType(typeName: TypeName | undefined): PgType | undefined {
  if (typeName?.typmods || typeName?.arrayBounds) return undefined;
  return TYPE_NAMES[namesOf(typeName?.names).at(-1) ?? ''];
}
