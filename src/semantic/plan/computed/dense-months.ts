import { baseOf, type PlannedColumn } from '../planned-column.js';

/** 1 for a row that the warehouse has, 0 for one that is added. */
export const PRESENT = 'row_is_present';

export interface DenseMonths {
  readonly columns: readonly PlannedColumn[];
  readonly month: string;
  readonly quote: (name: string) => string;
}

/**
 * Rows for every group in every month that any group has rows in. A group without rows in such a month has 0 of what adds up
 * and nothing of what does not; hence changes against an earlier month add up to the total's change, also
 * where a member has rows in one of the two months alone. The rows are read once: the months of a group come together in an
 * array that is unfolded again. Returns undefined where nothing adds up, or another dimension is of the same time.
 */
export function denseMonths(inner: string, { columns, month, quote }: DenseMonths): string | undefined {
  const dimensions = columns.filter(({ role }) => role === 'dimension');
  const measures = columns.filter(({ role }) => role === 'measure');
  const others = dimensions.filter(({ name }) => name !== month);
  if (!measures.some(({ additive }) => additive) || others.some(({ ofTime }) => ofTime)) return undefined;
  const names = others.map(({ name }) => quote(name));
  const inside = [...new Set(measures.map((column) => quote(baseOf(column) ?? column.name)))];
  const at = (place: number) => `tupleElement(dense_rows[dense_at], ${place})`;
  const value = (column: string, place: number) => {
    const known = measures.filter((one) => quote(baseOf(one) ?? one.name) === column);
    if (known.some(({ additive }) => additive)) return `if(dense_at = 0, 0, ${at(place)})`;
    // Arrays cannot be null: a group without one has an empty array.
    return known.some(({ definition }) => definition?.type === 'string')
      ? at(place)
      : `if(dense_at = 0, NULL, ${at(place)})`;
  };
  const shown = [
    ...names,
    `dense_month AS ${quote(month)}`,
    ...inside.map((column, index) => `${value(column, index + 2)} AS ${column}`),
    `toUInt8(dense_at > 0) AS ${PRESENT}`,
  ];
  const by = names.length === 0 ? '' : `\n  GROUP BY ${names.join(', ')}`;
  const comma = names.length === 0 ? '' : `${names.join(', ')}, `;
  return `SELECT ${shown.join(', ')}
FROM (
  SELECT ${comma}groupArray(tuple(${[quote(month), ...inside].join(', ')})) AS dense_rows, any(dense_span) AS dense_months
  FROM (SELECT *, groupUniqArray(${quote(month)}) OVER () AS dense_span FROM (${inner}) AS grouped) AS spanned${by}
) AS folded
ARRAY JOIN
  dense_months AS dense_month,
  arrayMap(one -> indexOf(dense_rows.1, one), dense_months) AS dense_at`;
}
