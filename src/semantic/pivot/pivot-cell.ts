import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import type { Cell } from '../contract/answer.js';
import { isSet, isUnset, outside } from '../contract/operators.js';
import type { DimensionRef, Filter, Granularity } from '../contract/query.js';

dayjs.extend(utc);

/** One coordinate of a cell: a level and its member there. */
export interface Coordinate {
  readonly level: Pick<DimensionRef, 'name' | 'granularity'>;
  readonly value: Cell;
}

/** Holds for exactly the rows of one member of a level: a value, no value, or all moments of a time bucket. */
export function memberFilter({ level, value }: Coordinate): Filter {
  const member = level.name;
  if (value === null) return isUnset(member);
  if (level.granularity) return { member, operator: 'between', values: bucket(String(value), level.granularity) };
  return { member, operator: 'equals', values: [value as string | number | boolean] };
}

/** Holds for the rows of any of these members: one condition where one will do. */
export function membersFilter(level: Coordinate['level'], values: readonly Cell[]): Filter {
  const present = values.filter((value) => value !== null);
  const filters: Filter[] =
    level.granularity || present.length === 0
      ? present.map((value) => memberFilter({ level, value }))
      : [{ member: level.name, operator: 'equals', values: present as (string | number | boolean)[] }];
  if (present.length < values.length) filters.push(isUnset(level.name));
  return anyOf(filters);
}

/** Holds for the rows of no such member: those without a value too, unless null is among them. */
export function outsideFilter(level: Coordinate['level'], values: readonly Cell[]): Filter {
  const member = level.name;
  const present = values.filter((value) => value !== null) as (string | number | boolean)[];
  const { granularity } = level;
  const others: Filter[] = granularity
    ? present.map((value) => outside(member, bucket(String(value), granularity)))
    : present.length > 0
      ? [{ member, operator: 'notEquals', values: present }]
      : [];
  return present.length < values.length ? allOf([...others, isSet(member)]) : anyOf([allOf(others), isUnset(member)]);
}

export function anyOf(filters: readonly Filter[]): Filter {
  const [only] = filters;
  return only && filters.length === 1 ? only : { or: filters };
}

export function allOf(filters: readonly Filter[]): Filter {
  const [only] = filters;
  return only && filters.length === 1 ? only : { and: filters };
}

/** First and last moment of the bucket that starts at a value; weeks are seven days from their start. */
function bucket(start: string, granularity: Granularity): [string, string] {
  const from = dayjs.utc(start);
  const [count, unit] = (
    { week: [7, 'day'], quarter: [3, 'month'] } as Readonly<Record<string, [number, dayjs.ManipulateType]>>
  )[granularity] ?? [1, granularity as dayjs.ManipulateType];
  const next = from.add(count, unit);
  const daily = ['day', 'week', 'month', 'quarter', 'year'].includes(granularity);
  return daily
    ? [from.format('YYYY-MM-DD'), next.subtract(1, 'day').format('YYYY-MM-DD')]
    : [from.format('YYYY-MM-DDTHH:mm:ss'), next.subtract(1, 'millisecond').format('YYYY-MM-DDTHH:mm:ss.SSS')];
}
