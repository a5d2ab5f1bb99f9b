import { TenureError } from '../errors/errors.js';
import { requireDate } from './date-text.js';
import type { CubeMeta, MetaNotes } from './meta.js';
import { didYouMean } from './nearest.js';

/** Full names of all members that a caller may see. */
export function visibleMembers(meta: CubeMeta): Set<string> {
  const names = new Set<string>();
  for (const { config } of meta) {
    if (config.public === false || config.isVisible === false) continue;
    for (const member of [...(config.measures ?? []), ...(config.dimensions ?? []), ...(config.segments ?? [])]) {
      if (member.isVisible === false || member.public === false || member.meta?.['internal'] === true) continue;
      names.add(member.name);
    }
  }
  return names;
}

/**
 * Measures over other months or rows, and against targets: the semantic layer computes them, Cube alone would answer with
 * something else. What stands at the end of the last month is the same for both within one month.
 */
function computedMembers(query: unknown, meta: CubeMeta): Set<string> {
  return new Set(
    meta.flatMap(({ config }) => {
      const month = `${config.name}.${String(config.meta?.['time'])}`;
      return (config.measures ?? [])
        .filter(({ meta: notes }) => {
          const period = notes?.['period'];
          if (isRecord(period) && period['kind'] === 'closing') return !isWithinMonth(query, month);
          return (period ?? notes?.['target']) !== undefined;
        })
        .map(({ name }) => name);
    }),
  );
}

/** Whether every row of the answer lies in one month: by month, or of one alone. */
function isWithinMonth(query: unknown, month: string): boolean {
  if (!isRecord(query)) return false;
  const ranges = list(query['timeDimensions']).filter((item) => isRecord(item) && item['dimension'] === month);
  return (
    strings(query['dimensions']).includes(month) ||
    ranges.some((item) => {
      if (!isRecord(item)) return false;
      const [from, to] = strings(item['dateRange']).map((day) => day.slice(0, 7));
      return item['granularity'] === 'month' || (from !== undefined && from === to);
    })
  );
}

/** The name of an argument without a default among a measure's notes: Cube knows no arguments, so it cannot ask the measure. */
export function openArgument(notes: MetaNotes | undefined): string | undefined {
  const found = list(notes?.['arguments']).find((one) => isRecord(one) && one['default'] === undefined);
  return isRecord(found) ? String(found['name']) : undefined;
}

/**
 * Refuses a REST query (or a list of them) that names a member which the caller may not see, wherever it stands: Cube
 * itself checks what is selected, but a filter or an order by a hidden member would tell its values too.
 */
export function refuseUnknownMembers(query: unknown, meta: CubeMeta): void {
  if (Array.isArray(query)) {
    for (const one of query) refuseUnknownMembers(one, meta);
    return;
  }
  const visible = visibleMembers(meta);
  const computed = computedMembers(query, meta);
  const measures = new Map(meta.flatMap(({ config }) => (config.measures ?? []).map((one) => [one.name, one.meta])));
  for (const name of membersOf(query)) {
    const [cube, member] = name.split('.');
    if (computed.has(`${cube}.${member}`)) {
      throw new TenureError(
        'NOT_SUPPORTED',
        `${name} looks at other months, rows or targets: ask it by GraphQL or SQL.`,
      );
    }
    const argument = openArgument(measures.get(`${cube}.${member}`));
    if (argument !== undefined) {
      throw new TenureError('NOT_SUPPORTED', `${name} needs ${argument} to be given: ask it by GraphQL or SQL.`);
    }
    if (visible.has(`${cube}.${member}`)) continue;
    throw new TenureError('UNKNOWN_MEMBER', `There is no ${name}${didYouMean(name, [...visible])}`);
  }
}

/**
 * Refuses dates that do not exist, which the engine would fail on without saying where. Words such as "last month" in the range
 * of a time are Cube's to read.
 */
export function refuseUnknownDates(query: unknown, meta: CubeMeta): void {
  if (Array.isArray(query)) {
    for (const one of query) refuseUnknownDates(one, meta);
    return;
  }
  if (!isRecord(query)) return;
  const times = new Set(
    meta.flatMap(({ config }) =>
      (config.dimensions ?? []).filter(({ type }) => type === 'time').map(({ name }) => name),
    ),
  );
  const inFilter = (filter: unknown): void => {
    if (!isRecord(filter)) return;
    for (const inner of [...list(filter['and']), ...list(filter['or'])]) inFilter(inner);
    const member = String(filter['member'] ?? filter['dimension']);
    if (times.has(member)) for (const value of list(filter['values'])) requireTime(member, value);
  };
  for (const filter of list(query['filters'])) inFilter(filter);
  for (const item of list(query['timeDimensions'])) {
    if (!isRecord(item)) continue;
    for (const day of strings(item['dateRange'])) if (/^\d/.test(day)) requireTime(String(item['dimension']), day);
  }
}

/** A date, or a month or year, which Cube takes for its first day. */
function requireTime(member: string, value: unknown): void {
  if (value === null || /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(String(value))) return;
  requireDate(member, value);
}

/** A masked member may be looked at row by row, never filtered, grouped or ordered by: that would tell what it hides. */
export function refuseMaskedMembers(query: unknown, isMasked: (member: string) => boolean): void {
  if (Array.isArray(query)) {
    for (const one of query) refuseMaskedMembers(one, isMasked);
    return;
  }
  if (!isRecord(query)) return;
  const shown = query['ungrouped'] === true ? strings(query['dimensions']) : [];
  const masked = membersOf({
    ...query,
    dimensions: strings(query['dimensions']).filter((name) => !shown.includes(name)),
  });
  const first = masked.find(isMasked);
  if (first)
    throw new TenureError('FORBIDDEN', `${first} is masked for you: it cannot be filtered, grouped or ordered by.`);
}

export function membersOf(query: unknown): string[] {
  if (Array.isArray(query)) return query.flatMap(membersOf);
  if (!isRecord(query)) return [];
  return [
    ...strings(query['measures']),
    ...strings(query['dimensions']),
    ...strings(query['segments']),
    ...list(query['timeDimensions']).flatMap((item) => (isRecord(item) ? strings([item['dimension']]) : [])),
    ...list(query['filters']).flatMap(filterMembers),
    ...orderMembers(query['order']),
  ];
}

function filterMembers(filter: unknown): string[] {
  if (!isRecord(filter)) return [];
  const own = strings([filter['member'] ?? filter['dimension']]);
  return [...own, ...list(filter['and']).flatMap(filterMembers), ...list(filter['or']).flatMap(filterMembers)];
}

function orderMembers(order: unknown): string[] {
  if (Array.isArray(order)) return order.flatMap((item) => (Array.isArray(item) ? strings([item[0]]) : []));
  return isRecord(order) ? Object.keys(order) : [];
}

function strings(values: unknown): string[] {
  return list(values).filter((value): value is string => typeof value === 'string');
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
