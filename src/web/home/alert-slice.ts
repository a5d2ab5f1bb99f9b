import type { Alert } from '../api/alerts.js';
import type { CatalogView } from '../api/types.js';
import { acrossState, plainState } from '../pivot/fields.js';
import { slicerOf } from '../pivot/slicer-conditions.js';
import { type BrowseState, emptyState } from '../pivot/state.js';

/** What an alert watches as a table of the browser; null where the slice cannot be shown there. */
export function alertState(alert: Alert, view: CatalogView): BrowseState | null {
  const slicers = alert.filters.map((filter) => slicerOf(filter, () => null));
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
