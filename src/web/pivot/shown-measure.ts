import type { CatalogView, ColumnInfo } from '../api/types.js';
import { type Language, unitBeside } from '../i18n/format.js';
import { measureOf, measureTitle } from './fields.js';
import type { Value } from './state.js';

/** A value of the grid with what is needed to head, format and scale it. */
export interface ShownMeasure {
  readonly title: string;
  /** The title with its unit, for a column header. */
  readonly header: string;
  readonly info: ColumnInfo;
  readonly additive: boolean;
  /** Which way is good; null where the model does not say. */
  readonly good: 'up' | 'down' | null;
  /** The server says how much can be read from it. */
  readonly evidenced: boolean;
}

export function shownMeasures(
  view: CatalogView,
  values: readonly Value[],
  language: Language,
  units: Readonly<Record<string, string>>,
): readonly ShownMeasure[] {
  return values.map((value) => {
    const known = measureOf(view, value.measure);
    const title = measureTitle(view, value, language);
    const info: ColumnInfo = {
      name: value.measure,
      title,
      unit: known?.unit ?? null,
      format: known?.format ?? null,
      type: known?.type ?? 'float',
    };
    const unit = unitBeside(title, info, units);
    return {
      title,
      header: unit ? `${title} (${unit})` : title,
      info,
      additive: known?.additivity === 'additive' || known?.additivity === 'semi-additive',
      good: known?.good === 'up' || known?.good === 'down' ? known.good : null,
      evidenced: known?.evidence != null,
    };
  });
}
