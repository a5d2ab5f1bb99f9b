import { sql, typed } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { SegmentModel } from './segments.js';

/** The segmentation of the last month before the given one, as it was published; undefined when there is none. */
export async function latestModel(warehouse: Warehouse, before: string): Promise<SegmentModel | undefined> {
  const { rows } = await warehouse.query(
    sql`SELECT segment, name_en, name_zh, behaviour, means, scale_means, scale_deviations, drift, silhouette, learnt_silhouette
        FROM tenure.segment_month
        WHERE month = (SELECT max(month) FROM tenure.segment_month WHERE month < ${typed(before, 'Date')})
        ORDER BY segment`,
    { lane: 'batch' },
  );
  const [first] = rows;
  if (!first) return undefined;
  const [scaleMeans, deviations] = [numbers(first[5]), numbers(first[6])];
  return {
    behaviour: (first[3] as unknown[]).map(String),
    scales: scaleMeans.map((mean, d) => ({ mean, deviation: deviations[d] as number })),
    segments: rows.map((row) => ({
      id: Number(row[0]),
      name: String(row[1]),
      nameZh: String(row[2]),
      means: numbers(row[4]),
      drift: row[7] === null ? null : Number(row[7]),
    })),
    silhouette: Number(first[8]),
    learntSilhouette: Number(first[9]),
  };
}

/** The highest id that a segment had before the given month; ids are never used again. */
export async function highestSegment(warehouse: Warehouse, before: string): Promise<number> {
  const { rows } = await warehouse.query(
    sql`SELECT max(segment) FROM tenure.segment_month WHERE month < ${typed(before, 'Date')}`,
    { lane: 'batch' },
  );
  return Number(rows[0]?.[0] ?? 0);
}

function numbers(value: unknown): number[] {
  return (value as unknown[]).map(Number);
}
