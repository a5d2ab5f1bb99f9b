import { useMemo } from 'react';
import { seriesData } from '../charts/chart-data.js';
import { inkOf } from '../charts/chart-ink.js';
import { chartOption, cutsAxis } from '../charts/chart-option.js';
import { useWords } from '../i18n/use-words.js';
import { EChart } from '../parts/echart.js';
import { type ChartKind, drawnAs } from '../pivot/chart-kinds.js';
import { measureOf } from '../pivot/fields.js';
import type { GridModel } from '../pivot/grid-model.js';
import { answerMeasures, flatModel } from './flat-model.js';
import { useLabels } from './labels.js';
import { pieOption } from './pie-option.js';
import type { ChartTile, TileAnswer } from './report.js';
import type { TileProps } from './tile-props.js';

/** A chart of a report, drawn as the browser draws its own. */
export function TileChart({ tile, answer, view, mode, image }: TileProps<ChartTile> & { readonly answer: TileAnswer }) {
  const { t, language, units } = useWords();
  const labelOf = useLabels(view, tile.question);
  const { chart } = tile;
  const { option, note } = useMemo(() => {
    const model = flatModel(answer, chart === 'scatter', labelOf);
    const adds = (name: string) => {
      const additivity = view && measureOf(view, name)?.additivity;
      return additivity === 'additive' || additivity === 'semi-additive';
    };
    const measures = answerMeasures(answer.columns ?? [], adds, units);
    if (!model) return { option: null, note: null };
    const ink = inkOf(mode);
    const kind = drawnAs(chart);
    if (kind === null) return { option: pieOption(tile.title, model, measures[0], ink, language), note: null };
    // Bars that are not stacked stand side by side, as those of a measure that does not add up.
    const shown = chart === 'bar' ? measures.map((one) => ({ ...one, additive: false })) : measures;
    return {
      option: chartOption({ kind, model, measures: shown, ink, language, monthsName: t('browse.chartMonthsAhead') }),
      note: axisNote(kind, model),
    };
  }, [answer, chart, tile.title, labelOf, view, units, mode, language, t]);
  if (!option)
    return <p className="fine tile-none">{t(chart === 'pie' ? 'reports.pieNeeds' : 'browse.chartNothing')}</p>;
  return (
    <>
      <EChart option={option} label={tile.title} {...(image ? { image } : {})} />
      {note && <p className="fine tile-note">{t(note)}</p>}
    </>
  );
}

/** What the axes leave out, to be said below the chart. */
function axisNote(kind: ChartKind, model: GridModel): 'browse.chartAxesFree' | 'browse.chartAxisCut' | null {
  if (kind === 'scatter') return 'browse.chartAxesFree';
  return kind === 'line' && cutsAxis(kind, seriesData(model, 0)) ? 'browse.chartAxisCut' : null;
}
