import { TenureError } from '../../errors/errors.js';
import type { Expression } from '../contract/expression.js';
import { type Operator, outsideOf } from '../contract/operators.js';
import type { Filter, MemberFilter, SemanticQuery } from '../contract/query.js';
import type { View } from '../model/view.js';
import { MAX_DEPTH } from './filter.js';
import { isWhole, LONG_LIST } from './value-list.js';

/** Conditions and columns of one question at most. Planning takes the one thread that every door shares. */
export const MOST_CONDITIONS = 1000;
export const MOST_COLUMNS = 500;

/**
 * A question whose many comparisons of one dimension with single values are one list: `city = 'A' OR city = 'B' OR …` is
 * `city equals [A, B, …]`, and `city <> 'A' AND …` is `city notEquals […]`. Throws TOO_COMPLEX for what stays too much to plan.
 */
export function simplified(view: View, query: SemanticQuery): SemanticQuery {
  const columns = (query.measures?.length ?? 0) + (query.dimensions?.length ?? 0);
  if (columns > MOST_COLUMNS)
    throw new TenureError('TOO_COMPLEX', `One question has ${columns} columns; ${MOST_COLUMNS} are allowed.`, {
      hint: 'Ask for fewer measures and dimensions at once, or send several questions.',
    });
  if (!query.filters) return query;
  const filters = countOf(query.filters) > LONG_LIST ? mergedParts(view, query.filters, AND) : query.filters;
  const conditions = countOf(filters);
  if (conditions > MOST_CONDITIONS)
    throw new TenureError(
      'TOO_COMPLEX',
      `One question has ${conditions} conditions; ${MOST_CONDITIONS} are allowed beside each other.`,
      { hint: 'Compare a dimension with a list rather than by many comparisons, or send several questions.' },
    );
  return { ...query, filters };
}

/** Of the parts of an `and` or `or`: which comparisons make a list. */
interface Joint {
  readonly name: 'and' | 'or';
  readonly operator: Operator;
}
const AND: Joint = { name: 'and', operator: 'notEquals' };
const OR: Joint = { name: 'or', operator: 'equals' };

function merged(view: View, filter: Filter, depth: number): Filter {
  if ('and' in filter) return wrapped(AND, mergedParts(view, filter.and, AND, depth));
  if ('or' in filter) return wrapped(OR, mergedParts(view, filter.or, OR, depth));
  return filter;
}

function wrapped({ name }: Joint, parts: Filter[]): Filter {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  return name === 'and' ? { and: parts } : { or: parts };
}

function mergedParts(view: View, given: readonly Filter[], joint: Joint, depth = 0): Filter[] {
  if (depth > MAX_DEPTH) return [...given]; // Refused where filters become Cube's.
  const flat = given.flatMap((filter) => {
    const inner = merged(view, filter, depth + 1);
    const parts = partsOf(inner, joint);
    return parts && parts.length > 0 ? parts : [inner];
  });
  const lists = new Map<string, MemberFilter[]>();
  const others = new Map<string, Filter>();
  for (const filter of flat) {
    if (isListable(view, filter, joint)) {
      const list = lists.get(filter.member);
      if (list) list.push(filter);
      else lists.set(filter.member, [filter]);
    } else others.set(JSON.stringify(filter), filter);
  }
  const joined = [...lists].flatMap(([member, filters]): MemberFilter[] => {
    const values = filters.flatMap((filter) => filter.values ?? []);
    return values.length > LONG_LIST ? [{ member, operator: joint.operator, values }] : filters;
  });
  return [...joined, ...others.values()];
}

function partsOf(filter: Filter, { name }: Joint): readonly Filter[] | undefined {
  if (name === 'and') return 'and' in filter ? filter.and : undefined;
  return 'or' in filter ? filter.or : undefined;
}

/** A comparison of a dimension with texts, or with whole numbers: those that a list means the same for. */
function isListable(view: View, filter: Filter, { operator }: Joint): filter is MemberFilter {
  if (!('member' in filter) || filter.operator !== operator || filter.arguments) return false;
  const type = view.dimensions.get(filter.member)?.type;
  const values = filter.values ?? [];
  if (values.length === 0) return false;
  return type === 'string'
    ? values.every((value) => typeof value === 'string')
    : type === 'number' && values.every(isWhole);
}

/** How often an expression names members: Cube looks each of them up. */
function membersIn({ parts }: Expression): number {
  return parts.filter((part) => typeof part === 'object' && 'member' in part).length;
}

function countOf(filters: readonly Filter[]): number {
  let count = 0;
  const rest: Filter[] = [...filters];
  for (let filter = rest.pop(); filter; filter = rest.pop()) {
    const parts = 'and' in filter ? filter.and : 'or' in filter ? filter.or : undefined;
    if (parts && !outsideOf(filter)) for (const part of parts) rest.push(part);
    else count += 'expression' in filter ? Math.max(1, membersIn(filter.expression)) : 1;
  }
  return count;
}
