import type { Principal } from '../../access/principal.js';
import { TenureError } from '../../errors/errors.js';
import type { Receipt, SemanticAnswer } from '../contract/answer.js';
import type { SemanticQuery } from '../contract/query.js';
import type { AskOptions } from '../contract/service.js';
import { notesOf } from '../model/member-notes.js';
import { requireView } from '../model/view.js';
import type { VisibleModel } from '../model/views-of.js';
import { borrows } from './beside.js';
import { isAboutTime } from './computed/closing-month.js';

interface Parts {
  readonly visible: (principal: Principal) => Promise<VisibleModel>;
  readonly ask: (query: SemanticQuery, principal: Principal, asking?: AskOptions) => Promise<SemanticAnswer>;
}

/** What a view with `meta.single_month` needs: which month it holds, and questions about another refused. */
export function createSingleMonth({ visible, ask }: Parts) {
  const monthOf = async (view: string, time: string, principal: Principal, asking: AskOptions) => {
    const [month] = (await ask({ view, dimensions: [{ name: time }], limit: 1 }, principal, asking)).rows[0] ?? [];
    return month === undefined ? null : String(month).slice(0, 7);
  };

  /**
   * An answer of nothing would read as "no risk" where the truth is "not scored". Costs nothing where the month is not
   * filtered by.
   */
  async function refuseOtherMonths(query: SemanticQuery, principal: Principal, asking: AskOptions = {}): Promise<void> {
    if (!query.filters?.length) return;
    const asked = requireView((await visible(principal)).views, query.view);
    const view = asked.beside && borrows(asked, query) ? asked.beside.view : asked;
    const { time, single_month: single, history } = notesOf(view.item.meta);
    if (time === undefined || !single) return;
    const onMonth = query.filters.filter((filter) => isAboutTime(filter, time));
    if (onMonth.length === 0) return;
    const held = { view: view.name, dimensions: [{ name: time }], filters: onMonth, limit: 1 };
    if ((await ask(held, principal, asking)).rows.length > 0) return;
    const month = await monthOf(view.name, time, principal, asking);
    if (month === null) return;
    throw new TenureError(
      'SCORE_MONTH',
      `${view.name} holds ${month} alone, the latest month scored${history === undefined ? '' : `; ${history} has the months before`}.`,
    );
  }

  /** Names in a receipt the month that measures are as of. */
  async function withMonths(receipt: Receipt, principal: Principal, asking: AskOptions = {}): Promise<Receipt> {
    const { views } = await visible(principal);
    const months = new Map<string, string | null>();
    for (const { view } of receipt.definitions) {
      const { time, single_month: single } = notesOf(views.get(view)?.item.meta);
      if (!single || time === undefined || months.has(view)) continue;
      months.set(view, await monthOf(view, time, principal, asking));
    }
    if (months.size === 0) return receipt;
    const definitions = receipt.definitions.map((item) => ({ ...item, month: months.get(item.view) ?? null }));
    return { ...receipt, definitions };
  }

  return { refuseOtherMonths, withMonths };
}
