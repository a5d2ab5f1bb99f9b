import { requireDate } from '../../cube/date-text.js';
import type { CubeFilter } from '../../cube/sql.js';
import { TenureError } from '../../errors/errors.js';
import { didYouMean } from '../../errors/nearest.js';
import { nullTest, type Operator, type Outside, outsideOf, TEXT_OPERATORS } from '../contract/operators.js';
import type { Filter, MemberFilter } from '../contract/query.js';
import { fullName, type View } from '../model/view.js';

type Value = NonNullable<MemberFilter['values']>[number];

const MAX_VALUES = 100_000;
export const MAX_DEPTH = 50;
const BARE_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Comparisons as Cube names them for times; a bare day is midnight there, as in SQL. */
const TIME_COMPARISONS: Partial<Record<Operator, string>> = {
  gt: 'afterDate',
  gte: 'afterOrOnDate',
  lt: 'beforeDate',
  lte: 'beforeOrOnDate',
};
const COMPARES_ONE: ReadonlySet<Operator> = new Set(['gt', 'gte', 'lt', 'lte']);

/** Filters in Cube's terms. Throws UNKNOWN_MEMBER, WRONG_USE and BAD_REQUEST for what makes no sense. */
export function cubeFilters(view: View, filters: readonly Filter[] = [], depth = 0): CubeFilter[] {
  if (depth > MAX_DEPTH) throw new TenureError('TOO_LARGE', `Filters are nested deeper than ${MAX_DEPTH} levels.`);
  return filters.map((filter) => {
    if ('and' in filter) return { and: nonEmpty(cubeFilters(view, filter.and, depth + 1), 'and') };
    const range = outsideOf(filter);
    if (range && typeOf(view, range.member) === 'time') return outsideLeaf(view, range);
    if ('or' in filter) return { or: nonEmpty(cubeFilters(view, filter.or, depth + 1), 'or') };
    if ('expression' in filter) {
      throw new TenureError('NOT_SUPPORTED', 'A condition by expression stands alone or within and, not within or.');
    }
    return leaf(view, filter);
  });
}

function nonEmpty<T>(list: T[], name: string): T[] {
  if (list.length === 0) throw new TenureError('BAD_REQUEST', `An empty "${name}" filter says nothing; leave it out.`);
  return list;
}

function outsideLeaf(view: View, { member: name, values }: Outside): CubeFilter {
  const member = fullName(view, name);
  return { member, operator: 'notInDateRange', values: values.map((value) => timeText(member, value)) };
}

function leaf(view: View, filter: MemberFilter): CubeFilter {
  const { member: name, operator, values = [] } = filter;
  const member = fullName(view, name);
  const type = typeOf(view, name);
  const asked = nullTest(filter);
  if (asked) return { member, operator: asked === 'set' ? 'set' : 'notSet' };
  checkValues(name, operator, values);
  if (type === 'time') return timeLeaf(member, operator, values);
  if (TEXT_OPERATORS.has(operator) && type !== 'string') {
    throw new TenureError('WRONG_USE', `${name} is not text: ${operator} does not apply to it.`);
  }
  if (operator === 'between') {
    const [from, to] = values;
    return {
      and: [
        { member, operator: 'gte', values: [valueText(from)] },
        { member, operator: 'lte', values: [valueText(to)] },
      ],
    };
  }
  return { member, operator, values: values.map(valueText) };
}

function timeLeaf(member: string, operator: Operator, values: readonly Value[]): CubeFilter {
  if (TEXT_OPERATORS.has(operator))
    throw new TenureError('WRONG_USE', `${member} is a time: ${operator} does not apply to it.`);
  const texts = values.map((value) => timeText(member, value));
  if (operator === 'between') return { member, operator: 'inDateRange', values: texts };
  const comparison = TIME_COMPARISONS[operator];
  if (comparison) return { member, operator: comparison, values: texts.map(atMidnight) };
  return { member, operator, values: texts };
}

/** A date or timestamp that exists, or null. */
function timeText(member: string, value: Value): string | null {
  if (value === null) return null;
  requireDate(member, value);
  return String(value);
}

function atMidnight(text: string | null): string | null {
  return text !== null && BARE_DAY.test(text) ? `${text}T00:00:00.000` : text;
}

function typeOf(view: View, name: string): string {
  const dimension = view.dimensions.get(name);
  if (dimension) return dimension.type;
  const measure = view.measures.get(name);
  if (measure) return ['string', 'time', 'boolean'].includes(measure.type) ? measure.type : 'number';
  const known = [...view.dimensions.keys(), ...view.measures.keys()];
  throw new TenureError('UNKNOWN_MEMBER', `${view.name} has no member ${name}${didYouMean(name, known)}`);
}

export function checkValues(name: string, operator: Operator, values: readonly Value[]): void {
  if (values.length === 0) throw new TenureError('BAD_REQUEST', `The filter on ${name} needs values.`);
  if (values.length > MAX_VALUES) {
    throw new TenureError('TOO_LARGE', `The filter on ${name} has ${values.length} values; ${MAX_VALUES} are allowed.`);
  }
  if (operator === 'between' && (values.length !== 2 || values.includes(null)))
    throw new TenureError('BAD_REQUEST', `The filter on ${name} needs two values, first and last.`);
  if (COMPARES_ONE.has(operator) && (values.length !== 1 || values.includes(null)))
    throw new TenureError('BAD_REQUEST', `The filter on ${name} needs one value.`);
}

export function requireNumber(name: string, value: Value): void {
  if (value === null || typeof value === 'number') return;
  if (typeof value === 'string' && /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) return;
  throw new TenureError('BAD_REQUEST', `${name} is a number: ${JSON.stringify(value)} cannot be compared with it.`);
}

function valueText(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
