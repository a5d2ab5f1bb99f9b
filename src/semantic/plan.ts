import type { CubeMetaDimension, CubeMetaMeasure } from '../cube/meta.js';
import type { CubeQuery } from '../cube/sql.js';
import { TenureError } from '../errors/errors.js';
import { cubeFilters } from './filter.js';
import { notesOf } from './member-notes.js';
import { onePerMonth } from './one-per-month.js';
import type { DimensionRef, MeasureRef, SemanticQuery } from './query.js';
import { requireMember, type View } from './view.js';

/** A column of the answer and the member of Cube's answer that it shows. */
export type PlannedColumn =
  | {
      readonly role: 'dimension';
      readonly name: string;
      readonly member: string;
      readonly definition: CubeMetaDimension;
      readonly granularity: string | null;
    }
  | {
      readonly role: 'measure';
      readonly name: string;
      readonly member: string;
      readonly definition: CubeMetaMeasure;
      readonly ref: MeasureRef;
    };

export interface Plan {
  readonly view: View;
  readonly columns: readonly PlannedColumn[];
  readonly cube: CubeQuery;
}

/** Works out what to ask of Cube for a question, and which column of its answer is which of ours. */
export function planOf(view: View, query: SemanticQuery, defaultTimeZone: string): Plan {
  const dimensions = (query.dimensions ?? []).map((ref) => dimensionColumn(view, ref));
  const oneMonth = onePerMonth(view, query);
  const measures = (query.measures ?? []).map((ref) => measureColumn(view, ref, oneMonth));
  const columns = [...dimensions, ...measures];
  if (columns.length === 0) throw new TenureError('BAD_REQUEST', 'A question needs at least one measure or dimension.');
  refuseDuplicates(columns);
  const buckets = dimensions.filter((column) => column.role === 'dimension' && column.granularity !== null);
  const plain = dimensions.filter((column) => column.role === 'dimension' && column.granularity === null);
  return {
    view,
    columns,
    cube: {
      measures: unique(measures.map((column) => column.member)),
      dimensions: unique(plain.map((column) => column.member)),
      timeDimensions: unique(buckets.map((column) => column.member)).map((member) => {
        const [cube, name, granularity = ''] = member.split('.');
        return { dimension: `${cube}.${name}`, granularity };
      }),
      filters: cubeFilters(view, query.filters),
      segments: (query.segments ?? []).map((name) => requireMember<{ name: string }>(view, 'segment', name).name),
      timezone: timeZoneOf(query, defaultTimeZone),
      ...(query.ungrouped ? { ungrouped: true } : {}),
    },
  };
}

function dimensionColumn(view: View, ref: DimensionRef): PlannedColumn {
  const definition = requireMember<CubeMetaDimension>(view, 'dimension', ref.name);
  const granularity = ref.granularity ?? null;
  if (granularity !== null && definition.type !== 'time') {
    throw new TenureError('WRONG_USE', `${ref.name} is not a time: it has no ${granularity}.`);
  }
  const member = granularity === null ? definition.name : `${definition.name}.${granularity}`;
  const name = ref.as ?? ref.name;
  return { role: 'dimension', name, member, definition, granularity };
}

function measureColumn(view: View, ref: MeasureRef, oneMonth: boolean): PlannedColumn {
  const definition = requireMember<CubeMetaMeasure>(view, 'measure', ref.name);
  const instead = oneMonth ? notesOf(definition.meta).distinct?.instead : undefined;
  const source = (instead === undefined ? undefined : view.measures.get(instead)) ?? definition;
  return { role: 'measure', name: ref.as ?? ref.name, member: source.name, definition, ref };
}

function refuseDuplicates(columns: readonly PlannedColumn[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw new TenureError('BAD_REQUEST', `Two columns are called ${name}; give one another name (as).`);
    seen.add(name);
  }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

const zones = new Map<string, boolean>();

function timeZoneOf(query: SemanticQuery, fallback: string): string {
  const zone = query.timeZone ?? fallback;
  let known = zones.get(zone);
  if (known === undefined) {
    known = isTimeZone(zone);
    if (zones.size < 1000) zones.set(zone, known);
  }
  if (!known) throw new TenureError('BAD_REQUEST', `${zone} is not an IANA time zone such as Asia/Shanghai.`);
  return zone;
}

function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
