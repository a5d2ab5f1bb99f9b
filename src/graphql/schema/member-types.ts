import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  type GraphQLInputObjectType,
  GraphQLInt,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import type { ValueType } from '../../semantic/contract/answer.js';
import type { CatalogDimension, MeasureArgument } from '../../semantic/contract/catalog.js';
import { GRANULARITIES, type Granularity } from '../../semantic/contract/query.js';
import {
  BooleanFilter,
  DateFilter,
  DecimalFilter,
  FloatFilter,
  IntegerFilter,
  StringFilter,
  TimestampFilter,
} from './filter-types.js';
import { DateScalar, Decimal, Int64, Json, Timestamp } from './scalars.js';

const OUTPUTS: Readonly<Record<ValueType, GraphQLScalarType>> = {
  string: GraphQLString,
  integer: Int64,
  decimal: Decimal,
  float: GraphQLFloat,
  boolean: GraphQLBoolean,
  date: DateScalar,
  timestamp: Timestamp,
  array: Json,
  json: Json,
};

const FILTERS: Readonly<Record<ValueType, GraphQLInputObjectType | undefined>> = {
  string: StringFilter,
  integer: IntegerFilter,
  decimal: DecimalFilter,
  float: FloatFilter,
  boolean: BooleanFilter,
  date: DateFilter,
  timestamp: TimestampFilter,
  array: undefined,
  json: undefined,
};

export const outputType = (type: ValueType): GraphQLScalarType => OUTPUTS[type];
export const filterType = (type: ValueType): GraphQLInputObjectType | undefined => FILTERS[type];

export function argumentType(argument: MeasureArgument): GraphQLScalarType {
  return { integer: GraphQLInt, number: GraphQLFloat, string: GraphQLString, value: Json }[argument.type];
}

const granularityEnum = (name: string, granularities: readonly Granularity[]) =>
  new GraphQLEnumType({ name, values: Object.fromEntries(granularities.map((bucket) => [bucket, {}])) });

/** The time buckets that a dimension of each grain can be grouped into. */
const GRANULARITY_ENUMS = {
  month: granularityEnum('MonthGranularity', ['month', 'quarter', 'year']),
  day: granularityEnum('DayGranularity', ['day', 'week', 'month', 'quarter', 'year']),
  second: granularityEnum('Granularity', GRANULARITIES),
};

/** For generic fields, which take any dimension. */
export const AnyGranularity = GRANULARITY_ENUMS.second;

export function granularityType(dimension: CatalogDimension): GraphQLEnumType | undefined {
  return dimension.grain ? GRANULARITY_ENUMS[dimension.grain] : undefined;
}
