import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import type { CubeMeta } from './meta.js';
import type { CubeFilter, CubeQuery } from './sql.js';

/** Whether a question has any row for this caller. */
export type HasRows = (query: CubeQuery, principal: Principal) => Promise<boolean>;

/**
 * Refuses a REST query for months that a view of one month (`meta.single_month`) does not hold: nulls would read as "no
 * risk" where the truth is "not scored". The same as the semantic layer does for the other doors.
 */
export async function refuseOtherMonths(
  query: unknown,
  meta: CubeMeta,
  hasRows: HasRows,
  principal: Principal,
): Promise<void> {
  if (Array.isArray(query)) {
    for (const one of query) await refuseOtherMonths(one, meta, hasRows, principal);
    return;
  }
  if (!isRecord(query)) return;
  for (const { config } of meta) {
    const { single_month: single, time, history } = config.meta ?? {};
    if (single !== true || typeof time !== 'string') continue;
    const member = `${config.name}.${time}`;
    const times = list(query['timeDimensions']).filter((item) => isRecord(item) && item['dimension'] === member);
    const compared = times.some((item) => isRecord(item) && item['compareDateRange'] !== undefined);
    const ranges = times.flatMap((item) =>
      isRecord(item) && item['dateRange'] !== undefined ? [item['dateRange']] : [],
    );
    const filters = list(query['filters']).filter((filter) => isAbout(filter, member)) as CubeFilter[];
    if (!compared && ranges.length + filters.length === 0) continue;
    const timeDimensions = ranges.map((dateRange) => ({ dimension: member, dateRange }));
    const isHeld = () => hasRows({ dimensions: [member], filters, timeDimensions }, principal);
    if (!compared && (await isHeld())) continue;
    if (!(await hasRows({ dimensions: [member] }, principal))) continue;
    throw new TenureError(
      'SCORE_MONTH',
      `${config.name} holds the latest month scored alone${history === undefined ? '' : `; ${String(history)} has the months before`}.`,
    );
  }
}

/** Filters on the month alone; those that mix it with others are left to the engine. */
function isAbout(filter: unknown, member: string): boolean {
  if (!isRecord(filter)) return false;
  const inner = filter['and'] ?? filter['or'];
  if (inner !== undefined) return list(inner).every((one) => isAbout(one, member));
  return (filter['member'] ?? filter['dimension']) === member;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
