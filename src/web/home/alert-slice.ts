import type { Alert } from '../api/alerts.js';
import type { CatalogView, FilterInput } from '../api/types.js';
import { acrossState, plainState } from '../pivot/fields.js';
import { type BrowseState, emptyState, type Slicer } from '../pivot/state.js';

const MODES: Readonly<Record<string, Slicer['mode']>> = { equals: 'in', in: 'in', notIn: 'notIn' };

/** A condition as a slicer of the browser; null for one that no slicer can say. */
function slicerOf(filter: FilterInput): Slicer | null {
  const { member, operator, values } = filter;
  if (member && operator === 'notSet') return { member, mode: 'in', values: [null] };
  const mode = operator ? MODES[operator] : undefined;
  if (member && mode && values) return { member, mode, values };
  // Leaving members out keeps those without a value, see questions.ts.
  const [left, unset] = filter.or ?? [];
  return left && unset?.operator === 'notSet' && filter.or?.length === 2 ? slicerOf(left) : null;
}

/** What an alert watches as a table of the browser; null where the slice cannot be shown there. */
export function alertState(alert: Alert, view: CatalogView): BrowseState | null {
  const slicers = alert.filters.map(slicerOf);
  if (slicers.some((slicer) => slicer === null)) return null;
  const start = plainState(view);
  const values = [{ measure: alert.measure, arguments: alert.arguments }];
  return acrossState(
    {
      ...emptyState(view.name),
      rows: start.rows,
      columns: start.columns,
      values,
      slicers: slicers.filter((one) => one !== null),
    },
    view,
  );
}
