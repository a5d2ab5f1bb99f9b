import { identifier, join, sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Staged } from '../steps/stage.js';

/** What a load brings for one subject. */
export interface FeedFigures {
  readonly subject: string;
  readonly files: number;
  /** Good rows. */
  readonly rows: number;
  /** Sum of each mapped amount or count. */
  readonly sums: Readonly<Record<string, number>>;
  /** Share of rows without a value, of each mapped column. */
  readonly blanks: Readonly<Record<string, number>>;
}

/** Counts the good staged rows of a source, by subject. */
export async function figuresOf(
  warehouse: Warehouse,
  staged: readonly Staged[],
  files: number,
): Promise<FeedFigures[]> {
  const figures: FeedFigures[] = [];
  for (const { target, load, table } of staged) {
    const mapped = target.columns.filter((column) => column.name in load.map);
    const amounts = mapped.filter(
      ({ name, kind }) => (kind === 'decimal' || kind === 'number') && !/_code$|_year$/.test(name),
    );
    const optional = mapped.filter(({ required }) => !required);
    const cells = [
      sql`count()`,
      ...amounts.map(({ name }) => sql`toFloat64(sum(${identifier(name)}))`),
      ...optional.map(
        ({ name, type }) => sql`countIf(${identifier(name)} = defaultValueOfTypeName(${type})) / greatest(count(), 1)`,
      ),
    ];
    const { rows } = await warehouse.query(sql`SELECT ${join(cells)} FROM ${table} WHERE NOT _bad`, { lane: 'batch' });
    const [count = 0, ...numbers] = (rows[0] ?? []).map(Number);
    figures.push({
      subject: target.name,
      files,
      rows: count,
      sums: Object.fromEntries(amounts.map(({ name }, index) => [name, numbers[index] ?? 0])),
      blanks: Object.fromEntries(optional.map(({ name }, index) => [name, numbers[amounts.length + index] ?? 0])),
    });
  }
  return figures;
}
