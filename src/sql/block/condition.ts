import type { CatalogDimension } from '../../semantic/contract/catalog.js';
import { as, build, type Node, namesOf, walk } from '../query/ast.js';
import type { Constant, ConstantKind, Values } from '../query/constant.js';
import { type Constants, isConstant } from '../query/constants.js';
import { memberOf } from '../query/scope.js';
import type { Translated } from '../translate/types.js';

type Lookup = (values: Values) => Constant;

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/**
 * A condition on dimensions that is to be true: what is unknown (NULL) in SQL is not. Negations are pushed inwards, so
 * every leaf is one that the semantic layer can ask, or a predicate for Postgres to decide over a dimension's values.
 */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'null'; readonly dimension: CatalogDimension; readonly is: boolean }
  | {
      readonly kind: 'compare';
      readonly dimension: CatalogDimension;
      readonly operator: Comparison;
      readonly value: Lookup;
    }
  | {
      readonly kind: 'in';
      readonly dimension: CatalogDimension;
      readonly values: readonly Lookup[];
      readonly not: boolean;
    }
  /** `x = ANY (array)` and `x <> ALL (array)`; the constant is the array as JSON, its elements as text. */
  | {
      readonly kind: 'inArray';
      readonly dimension: CatalogDimension;
      readonly array: Lookup;
      readonly not: boolean;
      readonly predicate: Predicate;
    }
  | { readonly kind: 'segment'; readonly name: string }
  /** `x IN (SELECT …)`: as a list when the values are few enough, else as the predicate. */
  | {
      readonly kind: 'inSelect';
      readonly dimension: CatalogDimension;
      readonly not: boolean;
      readonly predicate: Predicate;
    }
  | {
      readonly kind: 'predicate';
      readonly members: readonly string[];
      readonly test: Node;
      /** The test as the engine computes it, where it does. */
      readonly pushed: Translated | undefined;
    };

export interface ConditionNames {
  dimension(member: string): CatalogDimension | undefined;
  isSegment(member: string): boolean;
  readonly constants: Constants;
  /** Throws for a measure in WHERE, and for a segment where Postgres would have to know its value. */
  checkMembers(members: readonly string[], pushed: boolean): void;
  /** A condition as the engine computes it; undefined when only Postgres can. */
  translate(test: Node): Translated | undefined;
}

const KINDS: Partial<Record<CatalogDimension['type'], ConstantKind>> = {
  string: 'text',
  integer: 'number',
  decimal: 'number',
  float: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};
/** Types whose values Postgres and the semantic layer write alike. */
const LISTED: readonly CatalogDimension['type'][] = ['string', 'integer', 'decimal'];
/** Points in time that the semantic layer compares exactly. */
const TO_THE_MILLISECOND = /^(Nullable\()?DateTime(64\([0-3]\b|\(|\)|$)/;

const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};
const NEGATED: Readonly<Record<Comparison, Comparison>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** Alternatives that Postgres decides one by one at most. */
const MOST_DECIDED = 100;

export function compileCondition(node: Node, names: ConditionNames, negate = false): Condition {
  const bool = as(node, 'BoolExpr');
  if (bool) {
    const args = bool.args ?? [];
    if (bool.boolop === 'NOT_EXPR' && args[0]) return compileCondition(args[0], names, !negate);
    const both = (bool.boolop === 'AND_EXPR') !== negate;
    const parts = args.map((arg) => compileCondition(arg, names, negate));
    // The semantic layer takes expressions beside its filters, not as alternatives to them: the engine gets the whole.
    const whole = !both && parts.some(hasPredicate) ? predicate(node, names, negate) : undefined;
    // Too much for the engine, and each part of its own would be a statement: Postgres gets the whole, too.
    if (whole && (whole.pushed || parts.filter(hasPredicate).length > MOST_DECIDED)) return whole;
    return { kind: both ? 'and' : 'or', parts };
  }
  return leaf(node, names, negate) ?? predicate(node, names, negate);
}

function leaf(node: Node, names: ConditionNames, negate: boolean): Condition | undefined {
  const member = memberOf(node);
  if (member !== undefined && names.isSegment(member) && !negate) return { kind: 'segment', name: member };
  const bare = dimensionOf(node, names);
  if (bare?.type === 'boolean')
    return compare(bare, negate ? '<>' : '=', build.cast(build.text('t'), 'boolean'), names);
  const constant = as(node, 'A_Const')?.boolval;
  if (constant) return { kind: 'known', value: (constant.boolval ?? false) !== negate };
  const nullTest = as(node, 'NullTest');
  if (nullTest) {
    const dimension = dimensionOf(nullTest.arg, names);
    return dimension && { kind: 'null', dimension, is: (nullTest.nulltesttype === 'IS_NULL') !== negate };
  }
  const link = as(node, 'SubLink');
  if (link?.subLinkType === 'ANY_SUBLINK' && !link.operName) {
    const dimension = dimensionOf(link.testexpr, names);
    const listed = dimension && LISTED.includes(dimension.type);
    return listed ? { kind: 'inSelect', dimension, not: negate, predicate: predicate(node, names, negate) } : undefined;
  }
  const expression = as(node, 'A_Expr');
  if (!expression) return undefined;
  const { lexpr, rexpr } = expression;
  const operator = comparisonOf(namesOf(expression.name).at(-1));
  if (expression.kind === 'AEXPR_OP' && operator && lexpr && rexpr) {
    const left = dimensionOf(lexpr, names);
    if (left) return compare(left, negate ? NEGATED[operator] : operator, rexpr, names);
    const right = dimensionOf(rexpr, names);
    const mirrored = MIRRORED[operator];
    return right && compare(right, negate ? NEGATED[mirrored] : mirrored, lexpr, names);
  }
  const dimension = dimensionOf(lexpr, names);
  if (dimension && rexpr && (expression.kind === 'AEXPR_OP_ANY' || expression.kind === 'AEXPR_OP_ALL'))
    return inArray(node, dimension, rexpr, `${operator} ${expression.kind}`, negate, names);
  const list = as(rexpr, 'List')?.items;
  if (!dimension || !list) return undefined;
  if (expression.kind === 'AEXPR_IN') return inList(dimension, list, (operator === '<>') !== negate, names);
  const [from, to] = list;
  if (!from || !to || (expression.kind !== 'AEXPR_BETWEEN' && expression.kind !== 'AEXPR_NOT_BETWEEN'))
    return undefined;
  const outside = (expression.kind === 'AEXPR_NOT_BETWEEN') !== negate;
  const low = compare(dimension, outside ? '<' : '>=', from, names);
  const high = compare(dimension, outside ? '>' : '<=', to, names);
  return low && high && { kind: outside ? 'or' : 'and', parts: [low, high] };
}

function compare(
  dimension: CatalogDimension,
  operator: Comparison,
  value: Node,
  names: ConditionNames,
): Condition | undefined {
  const kind = KINDS[dimension.type];
  if (!kind || !isConstant(value)) return undefined;
  // Order of text is a matter of collation: only Postgres says what is before what.
  if (dimension.type === 'string' && operator !== '=' && operator !== '<>') return undefined;
  if (kind === 'boolean' && operator !== '=' && operator !== '<>') return undefined;
  if (kind === 'timestamp' && (operator === '=' || operator === '<>')) return undefined;
  if (kind === 'timestamp' && !TO_THE_MILLISECOND.test(dimension.engineType ?? '')) return undefined;
  if (!comparable(kind, value)) return undefined;
  return { kind: 'compare', dimension, operator, value: names.constants.add(value, kind) };
}

function inList(
  dimension: CatalogDimension,
  list: readonly Node[],
  not: boolean,
  names: ConditionNames,
): Condition | undefined {
  const kind = KINDS[dimension.type];
  if (!kind || kind === 'timestamp' || !list.every((item) => isConstant(item) && comparable(kind, item)))
    return undefined;
  // The engine compares a list of texts with no float.
  if (dimension.type === 'float') {
    const parts = list.map((item) => compare(dimension, not ? '<>' : '=', item, names));
    return parts.every((part) => part !== undefined) ? { kind: not ? 'and' : 'or', parts } : undefined;
  }
  return { kind: 'in', dimension, values: list.map((item) => names.constants.add(item, kind)), not };
}

function inArray(
  node: Node,
  dimension: CatalogDimension,
  array: Node,
  spelled: string,
  negate: boolean,
  names: ConditionNames,
): Condition | undefined {
  // The negation of `= ANY` is `<> ALL`, and the other way round.
  const outside = { '= AEXPR_OP_ANY': false, '<> AEXPR_OP_ALL': true }[spelled];
  if (outside === undefined || !LISTED.includes(dimension.type) || !isConstant(array)) return undefined;
  const elements = as(array, 'A_ArrayExpr')?.elements ?? [];
  const text = dimension.type === 'string';
  if (text ? !elements.every((item) => comparable('text', item)) : 'A_Const' in array) return undefined;
  return {
    kind: 'inArray',
    dimension,
    array: names.constants.add(build.cast(array, 'text[]'), 'json'),
    not: outside !== negate,
    predicate: predicate(node, names, negate),
  };
}

/** Text is compared as text only when the constant surely is text too. */
function comparable(kind: ConstantKind, value: Node): boolean {
  if (kind !== 'text') return true;
  const constant = as(value, 'A_Const');
  if (constant) return constant.sval !== undefined || constant.isnull === true;
  if ('ParamRef' in value) return true;
  const type = namesOf(as(value, 'TypeCast')?.typeName?.names).at(-1) ?? '';
  return type === 'text' || type === 'varchar';
}

function hasPredicate(condition: Condition): boolean {
  if (condition.kind === 'predicate' || condition.kind === 'segment') return true;
  return (condition.kind === 'and' || condition.kind === 'or') && condition.parts.some(hasPredicate);
}

export type Predicate = Extract<Condition, { readonly kind: 'predicate' }>;

function predicate(node: Node, names: ConditionNames, negate: boolean): Predicate {
  const members = new Map<string, string>();
  walk(node, (inner) => {
    const member = memberOf(inner);
    if (member !== undefined) members.set(member, member);
  });
  const test = negate ? build.not(node) : node;
  const pushed = members.size === 0 ? undefined : names.translate(test);
  names.checkMembers([...members.keys()], pushed !== undefined);
  return { kind: 'predicate', members: [...members.keys()], test, pushed };
}

function dimensionOf(node: Node | undefined, names: ConditionNames): CatalogDimension | undefined {
  const cast = as(node, 'TypeCast');
  if (cast?.arg) {
    // Casts that BI tools write around columns of that very type anyway.
    const dimension = dimensionOf(cast.arg, names);
    const type = namesOf(cast.typeName?.names).at(-1) ?? '';
    const typmods = cast.typeName?.typmods ?? [];
    if (dimension?.type === 'string' && type === 'text') return dimension;
    if (dimension?.type === 'string' && type === 'varchar' && typmods.length === 0) return dimension;
    if (dimension?.type === 'date' && type === 'date') return dimension;
    return undefined;
  }
  const member = memberOf(node);
  return member === undefined ? undefined : names.dimension(member);
}

function comparisonOf(name: string | undefined): Comparison | undefined {
  const spelled = name === '!=' ? '<>' : name;
  return spelled !== undefined && spelled in MIRRORED ? (spelled as Comparison) : undefined;
}
