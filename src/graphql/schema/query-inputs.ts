import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLString,
} from 'graphql';
import { TenureError } from '../../errors/errors.js';
import {
  filterSaid,
  OPERATOR_WORDS,
  type OperatorWord,
  type WordedFilter,
} from '../../semantic/contract/operator-words.js';
import type { ArgumentValue, Filter, Granularity, MeasureRef } from '../../semantic/contract/query.js';
import { AnyGranularity } from './member-types.js';
import { Json } from './scalars.js';

/** Inputs of the generic fields (pivot, drillThrough, values): members have the names that the model gives them. */

export const listOf = <T extends GraphQLNullableType>(type: T) => new GraphQLList(new GraphQLNonNull(type));
export const required = <T extends GraphQLNullableType>(type: T) => new GraphQLNonNull(type);

const OperatorEnum = new GraphQLEnumType({
  name: 'FilterOperator',
  values: Object.fromEntries(OPERATOR_WORDS.map((operator) => [operator, {}])),
});

export interface FilterInputValue {
  readonly member?: string | null;
  readonly operator?: OperatorWord | null;
  readonly values?: unknown;
  readonly and?: readonly FilterInputValue[] | null;
  readonly or?: readonly FilterInputValue[] | null;
}

export const FilterInput: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'FilterInput',
  description: 'A condition on a member, or and/or of conditions.',
  fields: () => ({
    member: { type: GraphQLString },
    operator: { type: OperatorEnum },
    values: {
      type: Json,
      description: 'A list of strings, numbers, booleans or nulls; a single value stands for one.',
    },
    and: { type: listOf(FilterInput) },
    or: { type: listOf(FilterInput) },
  }),
});

export const LevelInput = new GraphQLInputObjectType({
  name: 'LevelInput',
  fields: { name: { type: required(GraphQLString) }, granularity: { type: AnyGranularity } },
});

export const MeasureInput = new GraphQLInputObjectType({
  name: 'MeasureInput',
  fields: {
    name: { type: required(GraphQLString) },
    arguments: { type: Json, description: 'An object with the arguments that the measure declares.' },
    as: { type: GraphQLString, description: 'The name of its column in the answer.' },
  },
});

export const CoordinateInput = new GraphQLInputObjectType({
  name: 'CoordinateInput',
  description: 'A level and its member, such as province = Sichuan; a null value is the member without a value.',
  fields: {
    name: { type: required(GraphQLString) },
    granularity: { type: AnyGranularity },
    value: { type: Json },
  },
});

export interface LevelValue {
  readonly name: string;
  readonly granularity?: Granularity | null;
}

export const levelOf = ({ name, granularity }: LevelValue) => ({ name, ...(granularity ? { granularity } : {}) });

export interface MeasureInputValue {
  readonly name: string;
  readonly arguments?: unknown;
  readonly as?: string | null;
}

export function measureOf({ name, arguments: args, as }: MeasureInputValue): MeasureRef {
  return { name, ...(args ? { arguments: argumentsOf(name, args) } : {}), ...(as ? { as } : {}) };
}

function argumentsOf(measure: string, given: unknown): Record<string, ArgumentValue> {
  const isValue = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  if (typeof given !== 'object' || given === null || !Object.values(given).every(isValue))
    throw new TenureError('BAD_REQUEST', `The arguments of ${measure} are an object of strings, numbers or booleans.`);
  return given as Record<string, ArgumentValue>;
}

export const filterOf = (input: FilterInputValue): Filter => filterSaid(wordedOf(input));

/** A condition in the words it came in, as alerts keep it. */
export function wordedOf(input: FilterInputValue): WordedFilter {
  const parts = [input.and && 'and', input.or && 'or', input.member && 'member'].filter(Boolean);
  if (parts.length !== 1)
    throw new TenureError('BAD_REQUEST', 'A filter has either a member with an operator, or and, or or.');
  if (input.and) return { and: input.and.map(wordedOf) };
  if (input.or) return { or: input.or.map(wordedOf) };
  if (!input.member || !input.operator)
    throw new TenureError('BAD_REQUEST', `The filter on ${input.member} needs an operator, such as equals.`);
  return { member: input.member, operator: input.operator, ...valuesOf(input.member, input.values) };
}

function valuesOf(member: string, given: unknown): { values?: readonly (string | number | boolean | null)[] } {
  if (given === undefined) return {};
  const values = Array.isArray(given) ? given : [given];
  if (!values.every((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value)))
    throw new TenureError(
      'BAD_REQUEST',
      `The values of the filter on ${member} are strings, numbers, booleans or nulls.`,
    );
  return { values };
}
