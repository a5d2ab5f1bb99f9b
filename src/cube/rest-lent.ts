import { TenureError } from '../errors/errors.js';
import type { CubeMeta, CubeMetaItem, CubeMetaMeasure } from './meta.js';
import { didYouMean } from './nearest.js';
import { membersOf, visibleMembers } from './rest-members.js';

/** A query as Cube can ask it, and the name that the caller gave each of its members that is called otherwise there. */
export interface LentQuery {
  readonly query: unknown;
  readonly calledBy: ReadonlyMap<string, string>;
}

/**
 * Measures that a view shows beside its own (`meta.beside`) are members of the other view for Cube. A query of them alone
 * is asked there, by the same dimensions; with measures of both views Cube would need a join that it cannot make.
 */
export function lentQuery(query: unknown, meta: CubeMeta): LentQuery {
  const none = { query, calledBy: new Map<string, string>() };
  const lent = lentMeasures(meta);
  const borrowed = membersOf(query).find((name) => lent.has(name));
  if (borrowed === undefined) return none;
  const [view = '', short = ''] = borrowed.split('.');
  const lender = lent.get(borrowed) as string;
  const apart = `${borrowed} comes from ${lender}`;
  if (!isRecord(query))
    throw new TenureError(
      'NOT_SUPPORTED',
      `${apart}: in a list of queries ask ${lender}.${short}, by the same dimensions.`,
    );
  const measures = Array.isArray(query['measures']) ? query['measures'] : [];
  const own = measures.find((name) => typeof name === 'string' && !lent.has(name));
  if (own !== undefined || query['ungrouped'] === true || query['segments'] !== undefined)
    throw new TenureError(
      'NOT_SUPPORTED',
      `${apart}: ask it apart from what is ${view}’s own, or in a list of two queries, or by GraphQL or SQL.`,
    );
  const visible = visibleMembers(meta);
  const calledBy = new Map<string, string>();
  for (const name of membersOf(query)) {
    const [of, member] = name.split('.');
    const there = `${lender}.${member}`;
    if (of !== view || !visible.has(there))
      throw new TenureError('WRONG_USE', `${apart}, which has no ${member}${didYouMean(there, [...visible])}`);
    calledBy.set(there, `${view}.${member}`);
  }
  const names = new Map([...calledBy].map(([there, here]) => [here, there]));
  return { query: renamed(query, names), calledBy };
}

/** Measures that views have from others: full name to the name of the lending view. */
export function lentMeasures(meta: CubeMeta): Map<string, string> {
  const views = new Map(meta.map(({ config }) => [config.name, config]));
  const found = new Map<string, string>();
  for (const view of views.values()) {
    const lender = views.get(String(view.meta?.['beside']));
    for (const measure of lender ? lentBy(lender) : []) {
      const name = `${view.name}.${measure.name.split('.')[1]}`;
      const isOwn = [...(view.measures ?? []), ...(view.dimensions ?? [])].some((member) => member.name === name);
      if (!isOwn) found.set(name, (lender as CubeMetaItem).name);
    }
  }
  return found;
}

function lentBy({ measures = [] }: CubeMetaItem): CubeMetaMeasure[] {
  return measures.filter(
    ({ isVisible, meta }) => isVisible !== false && meta?.['object'] !== undefined && meta['internal'] !== true,
  );
}

/** A query, or an answer, with its members called by other names. What people wrote or the warehouse holds is no name. */
export function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return nameOf(value, names);
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [nameOf(key, names), renamedPart(key, item, names)]),
  );
}

function renamedPart(key: string, item: unknown, names: ReadonlyMap<string, string>): unknown {
  if (key === 'values' || key === 'dataset') return item;
  if (key !== 'data' || !Array.isArray(item)) return renamed(item, names);
  return item.map((row: unknown) =>
    isRecord(row) ? Object.fromEntries(Object.entries(row).map(([name, cell]) => [nameOf(name, names), cell])) : row,
  );
}

const BUCKET = /\.(second|minute|hour|day|week|month|quarter|year)$/;

function nameOf(text: string, names: ReadonlyMap<string, string>): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const bucket = BUCKET.exec(text)?.[0];
  const base = bucket && names.get(text.slice(0, -bucket.length));
  return base === undefined || bucket === undefined ? text : base + bucket;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
