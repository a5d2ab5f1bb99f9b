import type { CatalogView, FilterInput } from '../api/types.js';

/** The dimension that tells customers apart. Roles that may not see single customers have no view with it. */
export const CUSTOMER_KEY = 'customer_id';

export const hasKey = (view: CatalogView): boolean =>
  view.dimensions.some((one) => one.name === CUSTOMER_KEY && !one.masked);

/** The view with one row a customer. */
export const customersView = (catalog: readonly CatalogView[]): CatalogView | undefined =>
  catalog.find((one) => one.name === 'customers' && hasKey(one));

export const onlyCustomer = (id: string): FilterInput => ({ member: CUSTOMER_KEY, operator: 'equals', values: [id] });

/** What a search looks in: the number, and name and phone number where this role sees them unmasked. */
export function searchFilter(view: CatalogView, search: string): FilterInput {
  const searched = [CUSTOMER_KEY, 'customer_name', 'phone_number'].filter((name) =>
    view.dimensions.some((one) => one.name === name && !one.masked),
  );
  return { or: searched.map((member) => ({ member, operator: 'contains', values: [search] })) };
}

/** A monthly panel: which measures of which subject, as far as the catalogue has them. */
export interface Panel {
  readonly key: 'money' | 'usage' | 'service' | 'products';
  readonly view: CatalogView;
  readonly measures: readonly string[];
}

const PANELS: readonly { readonly key: Panel['key']; readonly view: string; readonly measures: readonly string[] }[] = [
  { key: 'money', view: 'billing', measures: ['monthly_charges', 'paid', 'arrears', 'discount'] },
  { key: 'usage', view: 'usage', measures: ['data_mb', 'voice_minutes', 'messages', 'dropped_calls'] },
  { key: 'service', view: 'service', measures: ['contacts', 'complaints', 'satisfaction', 'rival_offers'] },
  { key: 'products', view: 'products', measures: ['products_held', 'plan_changed', 'tariff_changes'] },
];

export function panelsOf(catalog: readonly CatalogView[]): readonly Panel[] {
  return PANELS.flatMap(({ key, view: name, measures }) => {
    const view = catalog.find((one) => one.name === name);
    if (!view || !hasKey(view) || !view.timeDimension) return [];
    const known = measures.filter((measure) => view.measures.some((one) => one.name === measure));
    return known.length > 0 ? [{ key, view, measures: known }] : [];
  });
}
