import { App } from 'antd';
import type { CatalogView, Me } from '../api/types.js';
import { formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { saveBlob, saveUrl } from '../parts/save-file.js';
import { csvOf, sheetOf } from '../pivot/export-shape.js';
import { levelTitle, memberLabel } from '../pivot/fields.js';
import type { GridModel } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import type { BrowseState } from '../pivot/state.js';
import { slicerTitle } from '../shelves/slicer-chip.js';

interface Exported {
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly model: GridModel | null;
  readonly measures: readonly ShownMeasure[];
  readonly me: Me;
  readonly chartImage: () => string | null;
}

/** Saves what is seen: the table as CSV or XLSX with its filters and snapshot above it, the chart as PNG. */
export function useExport({ view, state, model, measures, me, chartImage }: Exported) {
  const words = useWords();
  const { t, language, titleOf } = words;
  const { message } = App.useApp();
  return async (kind: 'csv' | 'xlsx' | 'png') => {
    if (!model) return;
    const name = `tenure-${view.name}-${new Date().toISOString().slice(0, 10)}.${kind}`;
    if (kind === 'png') {
      const image = chartImage();
      if (image) saveUrl(image, name);
      return;
    }
    const filters = state.slicers
      .filter((slicer) => slicer.values.length > 0)
      .map((slicer) => slicerTitle(slicer, view, words));
    for (const axis of [state.rows, state.columns])
      axis.root.forEach((value, i) => {
        const level = axis.levels[i];
        if (level)
          filters.push(
            `${levelTitle(view, level, language)}: ${memberLabel(level, value, '', language, t('common.unknown'))}`,
          );
      });
    const sheet = sheetOf(model, measures, {
      title: `Tenure · ${titleOf(view)}`,
      facts: [
        [t('browse.filterLine'), filters.join('; ') || t('common.none')],
        [
          t('browse.snapshot'),
          `${model.receipts[0]?.snapshot ?? ''} (${formatInstant(model.receipts[0]?.freshness ?? null, language)})`,
        ],
        [t('browse.exportedLine'), formatInstant(new Date().toISOString(), language)],
        [t('browse.userLine'), me.user],
      ],
      rowTitle: state.rows.levels.map((level) => levelTitle(view, level, language)).join(' › '),
      change: t('browse.change'),
      few: t('grid.fewHeader'),
      ahead: { forecast: t('browse.aheadMethod'), low: t('browse.aheadLow'), high: t('browse.aheadHigh') },
    });
    const blob =
      kind === 'csv'
        ? new Blob([csvOf(sheet)], { type: 'text/csv;charset=utf-8' })
        : new Blob([(await import('./export-xlsx.js')).xlsxOf(sheet, titleOf(view))], {
            type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          });
    saveBlob(blob, name);
    void message.success(t('browse.exported', { file: name }));
  };
}
