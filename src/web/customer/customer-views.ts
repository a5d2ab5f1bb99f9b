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

/** A monthly panel: which measures of which subject, as the model says and the catalogue has them. */
export interface Panel {
  readonly view: CatalogView;
  readonly measures: readonly string[];
}

export function panelsOf(catalog: readonly CatalogView[]): readonly Panel[] {
  return catalog.flatMap((view) =>
    view.panel && hasKey(view) && view.timeDimension ? [{ view, measures: view.panel }] : [],
  );
}
