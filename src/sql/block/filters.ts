import { TenureError } from '../../errors/errors.js';
import type { Cell } from '../../semantic/contract/answer.js';
import type { CatalogDimension, CatalogView } from '../../semantic/contract/catalog.js';
import { isSet, isUnset, outside } from '../../semantic/contract/operators.js';
import type { Filter } from '../../semantic/contract/query.js';
import type { Values } from '../query/constant.js';
import { expressionOf } from '../translate/expression-of.js';
import type { Comparison, Condition, Predicate } from './condition.js';

/** Which tuples of these members' values a predicate is true for, out of those there are. */
export type DecidePredicate = (
  predicate: Predicate,
) => Promise<{ readonly true: readonly (readonly Cell[])[]; readonly all: boolean }>;

/** The values of the sub-select of `x IN (SELECT …)`, or undefined when they are too many for a filter. */
export type ListValues = (predicate: Predicate) => Promise<readonly (string | null)[] | undefined>;

export interface Deciders {
  readonly decide: DecidePredicate;
  readonly list: ListValues;
}

/** Values that a filter of the semantic layer takes. */
export const MAX_LISTED = 10_000;

/** No row can pass. */
export const NEVER = Symbol('never');

/**
 * A condition in the semantic layer's terms, once the constants are known. `alternative` says that it stands within an
 * OR, where the semantic layer takes no expressions.
 */
export async function toFilter(
  condition: Condition,
  values: Values,
  view: CatalogView,
  deciders: Deciders,
  alternative = false,
): Promise<Filter | true | typeof NEVER> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return combine(condition, values, view, deciders, alternative || condition.kind === 'or');
    case 'known':
      return condition.value || NEVER;
    case 'segment':
      return NEVER; // Segments only stand alone in an AND; the block takes them out before.
    case 'null':
      return condition.is ? isUnset(condition.dimension.name) : isSet(condition.dimension.name);
    case 'compare': {
      const { value, later } = condition.value(values);
      return value === null ? NEVER : comparison(condition.dimension, condition.operator, value, later);
    }
    case 'in':
      return membership(condition, values);
    case 'inArray': {
      const listed = listedText(condition.array(values).value);
      if (listed === undefined) return NEVER;
      if (listed.length <= MAX_LISTED) return listedIn(condition.dimension, listed, condition.not);
      return toFilter(condition.predicate, values, view, deciders, alternative);
    }
    case 'inSelect': {
      const listed = await deciders.list(condition.predicate);
      if (listed) return listedIn(condition.dimension, listed, condition.not);
      return toFilter(condition.predicate, values, view, deciders, alternative);
    }
    case 'predicate': {
      const expression = alternative ? undefined : condition.pushed && expressionOf(condition.pushed, values);
      if (expression) return { expression };
      const decided = await deciders.decide(condition);
      return decided.all
        ? true
        : anyOf(
            condition.members.map((name) => requireDimension(view, name)),
            decided.true,
          );
    }
  }
}

async function combine(
  { kind, parts }: Extract<Condition, { kind: 'and' | 'or' }>,
  values: Values,
  view: CatalogView,
  deciders: Deciders,
  alternative: boolean,
): Promise<Filter | true | typeof NEVER> {
  const kept: Filter[] = [];
  for (const part of parts) {
    const filter = await toFilter(part, values, view, deciders, alternative);
    if (filter === (kind === 'and' ? NEVER : true)) return filter;
    if (typeof filter === 'object') kept.push(filter);
  }
  if (kept.length === 0) return kind === 'and' ? true : NEVER;
  const [only] = kept;
  return kept.length === 1 && only ? only : kind === 'and' ? { and: kept } : { or: kept };
}

/** `later` says that the constant is past midnight of the day given, so the day itself lies before it. */
function comparison(
  dimension: CatalogDimension,
  operator: Comparison,
  value: string,
  later: boolean,
): Filter | typeof NEVER {
  const { name: member, type } = dimension;
  const known = isSet(member);
  if (type === 'date') {
    if (operator === '=') return later ? NEVER : { member, operator: 'between', values: [value, value] };
    if (operator === '<>') return later ? known : { and: [outside(member, [value, value]), known] };
    const shifted = later ? ({ '<': '<=', '>=': '>' } as const)[operator as '<' | '>='] : undefined;
    return { member, operator: RANGE[shifted ?? operator], values: [value] };
  }
  if (type === 'timestamp' && operator !== '=' && operator !== '<>') {
    // Of a constant between two milliseconds, those up to the first lie before it.
    const shifted = value.endsWith('000') ? undefined : BETWEEN_MILLISECONDS[operator];
    return { member, operator: RANGE[shifted ?? operator], values: [value.slice(0, 'YYYY-MM-DDTHH:MM:SS.mmm'.length)] };
  }
  if (operator === '=') return { member, operator: 'equals', values: [value] };
  if (operator === '<>') return { and: [{ member, operator: 'notEquals', values: [value] }, known] };
  return { member, operator: RANGE[operator], values: [value] };
}

const BETWEEN_MILLISECONDS: Partial<Record<Comparison, '<=' | '>'>> = { '<': '<=', '>=': '>' };
const RANGE = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const;

function membership(condition: Extract<Condition, { kind: 'in' }>, values: Values): Filter | typeof NEVER {
  const { dimension, not } = condition;
  const constants = condition.values.map((lookup) => lookup(values));
  // `x NOT IN (…, NULL)` is never true.
  if (not && constants.some(({ value }) => value === null)) return NEVER;
  const wanted = constants.flatMap(({ value, later }) => (value === null || later ? [] : [value]));
  const known = isSet(dimension.name);
  if (wanted.length === 0) return not ? known : NEVER;
  const list = oneOf(dimension, wanted);
  return not ? { and: [negated(dimension, wanted), known] } : list;
}

function listedIn(
  dimension: CatalogDimension,
  listed: readonly (string | null)[],
  not: boolean,
): Filter | true | typeof NEVER {
  const wanted = listed.filter((value) => value !== null);
  // Nothing is in an empty list, not even NULL; nothing is surely outside one that holds NULL.
  if (not && listed.length === 0) return true;
  if (wanted.length === 0 || (not && wanted.length < listed.length)) return NEVER;
  const known = isSet(dimension.name);
  return not ? { and: [negated(dimension, wanted), known] } : oneOf(dimension, wanted);
}

/** The elements of an array, which may lie in arrays themselves; undefined for NULL. */
function listedText(json: string | null): readonly (string | null)[] | undefined {
  if (json === null) return undefined;
  const elements = (JSON.parse(json) as readonly unknown[]).flat(Number.POSITIVE_INFINITY);
  return elements.map((element) => (element === null ? null : String(element)));
}

function oneOf(dimension: CatalogDimension, wanted: readonly string[]): Filter {
  const { name: member, type } = dimension;
  if (type !== 'date') return { member, operator: 'equals', values: wanted };
  const days = wanted.map((day): Filter => ({ member, operator: 'between', values: [day, day] }));
  return days.length === 1 && days[0] ? days[0] : { or: days };
}

function negated(dimension: CatalogDimension, wanted: readonly string[]): Filter {
  const { name: member, type } = dimension;
  if (type !== 'date') return { member, operator: 'notEquals', values: wanted };
  return { and: wanted.map((day) => outside(member, [day, day])) };
}

/** A row of the view has one of these tuples of values. */
function anyOf(members: readonly CatalogDimension[], tuples: readonly (readonly Cell[])[]): Filter | typeof NEVER {
  if (tuples.length === 0) return NEVER;
  const [member] = members;
  if (!member) return NEVER;
  if (members.length === 1)
    return valuesOf(
      member,
      tuples.map(([cell]) => cell ?? null),
    );
  // Grouped by the first member, so that the filter stays as small as the tuples allow.
  const byFirst = new Map<string, { first: Cell; rest: Cell[][] }>();
  for (const [first = null, ...rest] of tuples) {
    const key = JSON.stringify(first);
    const group = byFirst.get(key) ?? { first, rest: [] };
    group.rest.push(rest);
    byFirst.set(key, group);
  }
  const parts = [...byFirst.values()].flatMap(({ first, rest }) => {
    const others = anyOf(members.slice(1), rest);
    return others === NEVER ? [] : [{ and: [valuesOf(member, [first]), others] }];
  });
  return { or: parts };
}

/** A row's value is one of these; NULL among them means NULL. */
export function valuesOf(dimension: CatalogDimension, cells: readonly Cell[]): Filter {
  const present = cells
    .filter((cell) => cell !== null)
    .map((cell) => (typeof cell === 'object' ? JSON.stringify(cell) : String(cell)));
  const absent = isUnset(dimension.name);
  if (present.length === 0) return absent;
  const equal = oneOf(dimension, present);
  return present.length === cells.length ? equal : { or: [equal, absent] };
}

export function requireDimension(view: CatalogView, name: string): CatalogDimension {
  const found = view.dimensions.find((dimension) => dimension.name === name);
  if (!found) throw new TenureError('UNKNOWN_MEMBER', `${view.name} has no dimension ${name}.`);
  return found;
}
