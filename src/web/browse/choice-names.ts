import type { PageWords } from '../i18n/use-words.js';
import { CHARTS, type ChartKind } from '../pivot/chart-kinds.js';
import { COMPARISONS, type Comparison, LOOKS, type Look } from '../pivot/state.js';
import type { Items } from './choice.js';
import { COHORTS_VIEW } from './retention-document.js';

/** What the toolbar's choices are called, and their menus. */
export function choiceNames(t: PageWords['t'], view: string) {
  const chart: Record<ChartKind, string> = {
    none: t('browse.chartNone'),
    line: t('browse.chartLine'),
    area: t('browse.chartArea'),
    bar: t('browse.chartBar'),
    scatter: t('browse.chartScatter'),
    curve: t(view === COHORTS_VIEW ? 'browse.chartRetention' : 'browse.chartCurve'),
    cohort: t('browse.chartCohort'),
  };
  const look: Record<Look, string> = {
    plain: t('browse.lookPlain'),
    heat: t('browse.lookHeat'),
    bars: t('browse.lookBars'),
  };
  const compare: Record<Comparison, string> = {
    none: t('browse.compareNone'),
    previous: t('browse.comparePrevious'),
    lastYear: t('browse.compareLastYear'),
  };
  return {
    chart,
    look,
    compare,
    chartItems: CHARTS.map((key) => ({ key, label: chart[key] })) satisfies Items,
    lookItems: LOOKS.map((key) => ({ key, label: look[key] })) satisfies Items,
    compareItems: COMPARISONS.map((key) => ({ key, label: compare[key] })) satisfies Items,
  };
}
