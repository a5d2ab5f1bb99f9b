import type { Filter, MeasureRef, Order, SemanticQuery } from '../../semantic/contract/query.js';
import type { AskedMeasure, GroupedDimension, Grouping, OrderItem } from './grouping.js';

/** What all questions of one view field share. */
export interface ViewQuestion {
  readonly view: string;
  readonly filters: readonly Filter[];
  readonly segments: readonly string[];
  readonly offset?: number;
  readonly timeZone?: string;
  readonly asOf?: string;
}

/**
 * A grouping as a question. Columns are named by their place (d0, d1, …, m0, …), so that the same question under other
 * aliases is the same question to every cache.
 */
export interface PlannedQuestion {
  readonly query: SemanticQuery;
  /** Ancestors' dimensions first, without repetition; the place is the column's. */
  readonly dimensions: readonly GroupedDimension[];
  readonly measures: readonly AskedMeasure[];
}

export function planQuestion(
  question: ViewQuestion,
  ancestors: readonly GroupedDimension[],
  grouping: Grouping,
): PlannedQuestion {
  const dimensions = [...ancestors];
  for (const dimension of ownDimensions(grouping)) if (placeOf(dimension, dimensions) < 0) dimensions.push(dimension);
  const measures: AskedMeasure[] = [];
  const measureColumn = (measure: AskedMeasure): string => {
    const place = measures.findIndex((known) => sameMeasure(known, measure));
    return place >= 0 ? `m${place}` : `m${measures.push(measure) - 1}`;
  };
  for (const { column } of grouping.measures) measureColumn(column);
  const order = grouping.order.map(({ by, direction }): Order => {
    return { by: isMeasure(by) ? measureColumn(by) : `d${placeOf(by, dimensions)}`, direction };
  });
  for (const [place] of dimensions.entries())
    if (!order.some(({ by }) => by === `d${place}`)) order.push({ by: `d${place}`, direction: 'asc' });

  const isRoot = ancestors.length === 0;
  const { offset, ...shared } = question;
  return {
    dimensions,
    measures,
    query: {
      ...shared,
      dimensions: dimensions.map((dimension, place) => ({ ...dimension, as: `d${place}` })),
      measures: measureRefs(measures),
      order,
      ...(isRoot && grouping.first !== undefined ? { limit: grouping.first } : {}),
      ...(!isRoot && grouping.first
        ? { limitBy: { rows: grouping.first, columns: ancestors.map((_, place) => `d${place}`) } }
        : {}),
      ...(isRoot && offset !== undefined ? { offset } : {}),
    },
  };
}

export function measureRefs(measures: readonly AskedMeasure[]): MeasureRef[] {
  return measures.map((measure, place) => ({ ...measure, as: `m${place}` }));
}

export function ownDimensions(grouping: Grouping): readonly GroupedDimension[] {
  return grouping.implied ? [grouping.implied] : grouping.dimensions.map(({ column }) => column);
}

export function placeOf(dimension: GroupedDimension, among: readonly GroupedDimension[]): number {
  return among.findIndex(({ name, granularity }) => name === dimension.name && granularity === dimension.granularity);
}

export function sameMeasure(one: AskedMeasure, other: AskedMeasure): boolean {
  const sorted = ({ arguments: args }: AskedMeasure) => JSON.stringify(Object.entries(args).sort());
  return one.name === other.name && sorted(one) === sorted(other);
}

function isMeasure(column: OrderItem['by']): column is AskedMeasure {
  return 'arguments' in column;
}
