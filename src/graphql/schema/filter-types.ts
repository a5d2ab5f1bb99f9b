import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import { TenureError } from '../../errors/errors.js';
import { filterSaid, type OperatorWord } from '../../semantic/contract/operator-words.js';
import { isSet, isUnset } from '../../semantic/contract/operators.js';
import type { Filter } from '../../semantic/contract/query.js';
import { DateScalar, Decimal, Int64, Timestamp } from './scalars.js';

const COMPARE: readonly OperatorWord[] = ['equals', 'notEquals', 'gt', 'gte', 'lt', 'lte'];
const TEXT: readonly OperatorWord[] = [
  'contains',
  'notContains',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
];
const MOMENT: readonly OperatorWord[] = ['beforeDate', 'beforeOrOnDate', 'afterDate', 'afterOrOnDate'];
const MEMBERSHIP: readonly OperatorWord[] = ['in', 'notIn'];
const RANGE: readonly OperatorWord[] = ['inDateRange', 'notInDateRange'];

function filterOf(name: string, value: GraphQLInputType, one: readonly OperatorWord[], many: readonly OperatorWord[]) {
  const list = new GraphQLList(new GraphQLNonNull(value));
  return new GraphQLInputObjectType({
    name,
    description: 'All that are given have to hold.',
    fields: {
      ...Object.fromEntries(one.map((operator) => [operator, { type: value }])),
      ...Object.fromEntries(many.map((operator) => [operator, { type: list, description: describe(operator) }])),
      set: { type: GraphQLBoolean, description: 'true: has a value; false: has none.' },
    },
  });
}

function describe(operator: OperatorWord): string | undefined {
  if (operator === 'between' || operator === 'inDateRange') return 'First and last, both included.';
  return operator === 'notInDateRange' ? 'Outside first and last.' : undefined;
}

export const StringFilter = filterOf('StringFilter', GraphQLString, ['equals', 'notEquals', ...TEXT], MEMBERSHIP);
export const BooleanFilter = filterOf('BooleanFilter', GraphQLBoolean, ['equals', 'notEquals'], []);
export const IntegerFilter = filterOf('Int64Filter', Int64, COMPARE, [...MEMBERSHIP, 'between']);
export const DecimalFilter = filterOf('DecimalFilter', Decimal, COMPARE, [...MEMBERSHIP, 'between']);
export const FloatFilter = filterOf('FloatFilter', GraphQLFloat, COMPARE, [...MEMBERSHIP, 'between']);
export const DateFilter = filterOf(
  'DateFilter',
  DateScalar,
  ['equals', 'notEquals', ...MOMENT],
  [...MEMBERSHIP, ...RANGE],
);
export const TimestampFilter = filterOf('TimestampFilter', Timestamp, MOMENT, RANGE);

type FilterValue = string | number | boolean;

/** One member's filter input as the semantic layer's filters, all of which have to hold. */
export function filtersOf(member: string, input: Readonly<Record<string, unknown>>): Filter[] {
  return Object.entries(input).flatMap(([operator, value]): Filter[] => {
    if (value === undefined) return [];
    if (operator === 'set') return value === null ? [] : [filterSaid({ member, operator: value ? 'set' : 'notSet' })];
    if (value === null) return [nullFilter(member, operator)];
    const values = (Array.isArray(value) ? value : [value]) as FilterValue[];
    const days = values.map((each, place) => dayOf(each, operator, place));
    return [filterSaid({ member, operator: operator as OperatorWord, values: days })];
  });
}

const TAKES_LAST_DAY: ReadonlySet<string> = new Set(['beforeOrOnDate', 'afterDate']);

/** A month such as 2024-02 is its first day, or its last where a period ends with it. */
function dayOf(value: FilterValue, operator: string, place: number): FilterValue {
  const [, year, month] = (typeof value === 'string' && /^(\d{4})-(\d{2})$/.exec(value)) || [];
  if (!year || !month) return value;
  const isLast = TAKES_LAST_DAY.has(operator) || (RANGE.includes(operator as OperatorWord) && place === 1);
  if (!isLast) return `${value}-01`;
  return new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10);
}

/** `equals: null` and `notEquals: null` mean what they say; no other comparison with null means anything. */
function nullFilter(member: string, operator: string): Filter {
  if (operator === 'equals') return isUnset(member);
  if (operator === 'notEquals') return isSet(member);
  throw new TenureError('BAD_REQUEST', `${operator}: null is not a comparison; use set: true or set: false.`);
}
