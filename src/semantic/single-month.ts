import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import type { SemanticAnswer } from './answer.js';
import { notesOf } from './member-notes.js';
import type { Filter, SemanticQuery } from './query.js';
import type { AskOptions } from './service.js';
import { requireView } from './view.js';
import type { VisibleModel } from './views-of.js';

interface Parts {
  readonly visible: (principal: Principal) => Promise<VisibleModel>;
  readonly ask: (query: SemanticQuery, principal: Principal, asking?: AskOptions) => Promise<SemanticAnswer>;
}

/**
 * Refuses questions about months that a view with `meta.single_month` does not hold: an answer of nothing would read as "no
 * risk" where the truth is "not scored". Costs nothing where the month is not filtered by.
 */
export function createMonthGuard({ visible, ask }: Parts) {
  return async function refuseOtherMonths(
    query: SemanticQuery,
    principal: Principal,
    asking: AskOptions = {},
  ): Promise<void> {
    if (!query.filters?.length) return;
    const view = requireView((await visible(principal)).views, query.view);
    const { time, single_month: single } = notesOf(view.item.meta);
    if (time === undefined || !single) return;
    const onMonth = query.filters.filter((filter) => isAbout(filter, time));
    if (onMonth.length === 0) return;
    const months = (filters: readonly Filter[]) =>
      ask({ view: query.view, dimensions: [{ name: time }], filters, limit: 1 }, principal, asking);
    if ((await months(onMonth)).rows.length > 0) return;
    const [month] = (await months([])).rows[0] ?? [];
    if (month === undefined) return;
    throw new TenureError(
      'SCORE_MONTH',
      `${query.view} holds ${String(month).slice(0, 7)} alone, the latest month scored.`,
    );
  };
}

/** Filters on the month alone; those that mix it with others are left to the engine. */
function isAbout(filter: Filter, time: string): boolean {
  if ('and' in filter) return filter.and.every((inner) => isAbout(inner, time));
  if ('or' in filter) return filter.or.every((inner) => isAbout(inner, time));
  return 'member' in filter && filter.member === time;
}
