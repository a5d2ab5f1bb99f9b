import { ColumnBuilder } from '../analytics/table/column-builder.js';
import type { Column, Table } from '../analytics/table/table.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { FEATURE_SETTINGS, featureQuery, type Population } from './feature-query.js';
import type { ScoringFeature } from './feature-set.js';

/** Customers of one or several months with what is known at the end of the month, and whether they left afterwards. */
export interface Examples {
  readonly table: Table;
  readonly labels: Uint8Array;
  /** By row: the warehouse's own key of the customer. */
  readonly customerKeys: readonly string[];
  /** By row: position of its month in the months asked for. */
  readonly monthOf: Int32Array;
}

export interface ExamplesRequest {
  readonly features: readonly ScoringFeature[];
  readonly months: readonly string[];
  readonly population: Population;
  /** Share of the customers to take, the same customers in every month. */
  readonly share: number;
  readonly signal?: AbortSignal | undefined;
}

/** Buckets that customers are sampled by. */
const BUCKETS = 10_000;

/** Reads examples month by month, so that each month's features come from the statement that scoring uses. */
export async function readExamples(warehouse: Warehouse, request: ExamplesRequest): Promise<Examples> {
  const { features, months, population, share, signal } = request;
  const builders = features.map(builderFor);
  const labels: number[] = [];
  const customerKeys: string[] = [];
  const monthOf: number[] = [];
  for (const [position, month] of months.entries()) {
    const among = share < 1 ? `sipHash64(customer_key) % ${BUCKETS} < ${Math.ceil(share * BUCKETS)}` : '1';
    const names = features.map((_, i) => `f${i}`).join(', ');
    const stream = await warehouse.stream(
      {
        text: `SELECT label, customer_key, ${names} FROM (${featureQuery({ features, month, population, among })}) ORDER BY customer_key SETTINGS ${FEATURE_SETTINGS}`,
      },
      { lane: 'batch', ...(signal ? { signal } : {}) },
    );
    for await (const batch of stream) {
      for (const row of batch) {
        labels.push(Number(row[0]));
        customerKeys.push(String(row[1]));
        monthOf.push(position);
        builders.forEach((builder, i) => {
          builder.add(row[i + 2]);
        });
      }
    }
  }
  const columns = builders.map((builder) => builder.build());
  return {
    table: { rowCount: labels.length, columns },
    labels: Uint8Array.from(labels),
    customerKeys,
    monthOf: Int32Array.from(monthOf),
  };
}

interface ValueBuilder {
  add(value: unknown): void;
  build(): Column;
}

function builderFor(feature: ScoringFeature): ValueBuilder {
  if (feature.kind === 'number') {
    const values: number[] = [];
    return {
      // JSON has no NaN: the engine writes null.
      add: (value) => values.push(value === null ? Number.NaN : Number(value)),
      build: () => ({ kind: 'number', name: feature.name, values: Float64Array.from(values) }),
    };
  }
  const texts = new ColumnBuilder(feature.name);
  return { add: (value) => texts.add(String(value ?? '')), build: () => texts.buildCategory() };
}
