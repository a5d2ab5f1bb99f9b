import { TenureError } from '../../errors/errors.js';
import { didYouMean } from '../../errors/nearest.js';
import type { Order } from '../contract/query.js';
import { notesOf } from '../model/member-notes.js';
import type { PlannedColumn } from './planned-column.js';

/** How an engine writes names, and where a value stands in a list: from 1, and whatever comes last for what is not in it. */
export interface OrderDialect {
  readonly quote: (name: string) => string;
  readonly placeIn: (column: string, members: readonly string[]) => string;
}

const literal = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export const placeInClickHouse = (column: string, members: readonly string[]): string =>
  `transform(toString(${column}), [${members.map(literal).join(', ')}], [${members.map((_, at) => at + 1).join(', ')}], ${members.length + 1})`;

export const placeInPostgres = (column: string, members: readonly string[]): string =>
  `array_position(ARRAY[${members.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')}], ${column}::text)`;

/**
 * The ORDER BY of an answer. A dimension whose members have an order of their own (`meta.order`), such as bands, follows it,
 * unless the order says `byValue`; the groups are sorted, so it costs no second scan.
 */
export function orderBy(
  columns: readonly PlannedColumn[],
  order: readonly Order[],
  { quote, placeIn }: OrderDialect,
): string[] {
  if (order.length === 0) return [];
  const names = columns.map((column) => column.name);
  const terms = order.flatMap(({ by, direction, nulls, byValue }) => {
    const column = columns.find(({ name }) => name === by);
    if (!column) {
      throw new TenureError(
        'UNKNOWN_MEMBER',
        `The order names ${by}, which is no column of the answer${didYouMean(by, names)}`,
      );
    }
    const way = `${direction === 'desc' ? 'DESC' : 'ASC'} NULLS ${(nulls ?? 'last').toUpperCase()}`;
    const members = byValue ? undefined : membersInOrder(column);
    return [...(members ? [`${placeIn(quote(by), members)} ${way}`] : []), `${quote(by)} ${way}`];
  });
  return [`ORDER BY ${terms.join(', ')}`];
}

function membersInOrder({ role, definition, granularity }: PlannedColumn): readonly string[] | undefined {
  if (role !== 'dimension' || granularity !== undefined) return undefined;
  return notesOf(definition?.meta).order?.map(String);
}
