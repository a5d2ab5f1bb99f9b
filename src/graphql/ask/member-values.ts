import type { Cell, Receipt } from '../../semantic/contract/answer.js';
import type { CatalogView } from '../../semantic/contract/catalog.js';
import type { Filter, Order } from '../../semantic/contract/query.js';
import type { GraphqlContext } from '../context.js';

export interface MemberValuesQuestion {
  readonly view: string;
  readonly dimension: string;
  readonly search?: string | null;
  readonly filters: readonly Filter[];
  readonly first: number;
}

export interface MemberValues {
  readonly values: readonly { readonly value: Cell; readonly label: string; readonly count: Cell }[];
  readonly countedBy: string | null;
  readonly hasMore: boolean;
  readonly receipt: Receipt;
}

/** A dimension's members as the caller's policy lets them be seen, with how many things each one has. */
export async function memberValues(
  { view, dimension, search, filters, first }: MemberValuesQuestion,
  { semantic, principal, language, signal }: GraphqlContext,
): Promise<MemberValues> {
  const known = (await semantic.catalog(principal)).views.find(({ name }) => name === view);
  const counted = known && countingMeasure(known);
  const isTime = known?.dimensions.some(({ name, grain }) => name === dimension && grain !== null) ?? false;
  const byCount: Order[] = counted && !isTime ? [{ by: 'count', direction: 'desc' }] : [];
  const { columns, rows, receipt } = await semantic.ask(
    {
      view,
      dimensions: [{ name: dimension, as: 'value' }],
      measures: counted ? [{ name: counted, as: 'count' }] : [],
      filters: search ? [...filters, { member: dimension, operator: 'contains', values: [search] }] : filters,
      order: [...byCount, { by: 'value', direction: 'asc' }],
      limit: first + 1,
    },
    principal,
    { language, signal },
  );
  const place = (name: string) => columns.findIndex((column) => column.name === name);
  const [valueAt, countAt] = [place('value'), place('count')];
  return {
    values: rows.slice(0, first).map((row) => {
      const value = row[valueAt] ?? null;
      return { value, label: value === null ? '' : String(value), count: row[countAt] ?? null };
    }),
    countedBy: counted ?? null,
    hasMore: rows.length > first,
    receipt,
  };
}

/** The view's first plain count: of customers, contacts, bills. */
function countingMeasure({ measures }: CatalogView): string | undefined {
  const counts = measures.filter(({ aggregation }) => /^count/.test(aggregation));
  return counts[0]?.name;
}
