import type { PageWords } from '../i18n/use-words.js';
import { CHARTS, type ChartKind } from '../pivot/chart-kinds.js';
import { AHEAD } from '../pivot/months-ahead.js';
import { comparisonDelta } from '../pivot/questions.js';
import { type BrowseState, COMPARISONS, type Comparison, LOOKS, type Look, type Top } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import type { Items } from './choice.js';
import { COHORTS_VIEW } from './retention-document.js';

/** What the menu of a choice is made for. */
export interface Offer {
  readonly t: PageWords['t'];
  readonly view: string;
  /** Titles of the measures on the shelf. */
  readonly measures: readonly string[];
  /** Only the first members are shown. */
  readonly ranked: boolean;
}

/** An act of the toolbar that is one of several, of which one is chosen. */
export interface ChoiceAct {
  readonly id: 'compare' | 'top' | 'look' | 'chart' | 'ahead';
  /** The keys of what is chosen, separated by spaces; null where nothing is. */
  readonly chosen: (state: BrowseState) => string | null;
  /** Its name on the button: what is chosen, or what it is for. */
  readonly label: (state: BrowseState, offer: Pick<Offer, 't' | 'view'>) => string;
  readonly items: (offer: Offer) => Items;
  /** What choosing a key does; null where that cannot be done now. */
  readonly choose: (state: BrowseState, key: string, time: string | null) => Gesture | null;
  /** Why it cannot be done now. */
  readonly unavailable?: string;
}

const COMPARED: Readonly<Record<Comparison, string>> = {
  none: 'browse.compareNone',
  previous: 'browse.comparePrevious',
  lastYear: 'browse.compareLastYear',
};
const LOOKED: Readonly<Record<Look, string>> = {
  plain: 'browse.lookPlain',
  heat: 'browse.lookHeat',
  bars: 'browse.lookBars',
};
const DRAWN: Readonly<Record<ChartKind, string>> = {
  none: 'browse.chartNone',
  line: 'browse.chartLine',
  area: 'browse.chartArea',
  bar: 'browse.chartBar',
  scatter: 'browse.chartScatter',
  curve: 'browse.chartCurve',
  cohort: 'browse.chartCohort',
};
const drawnWord = (chart: ChartKind, view: string): string =>
  chart === 'curve' && view === COHORTS_VIEW ? 'browse.chartRetention' : DRAWN[chart];

const TOPS = [5, 10, 20];

function topOf({ top, sort }: BrowseState, key: string): Top | null {
  if (key === 'none') return null;
  if (key === 'others') return top && { ...top, others: !top.others };
  const others = top?.others ?? true;
  if (key.startsWith('by')) return { count: top?.count ?? 10, others, value: Number(key.slice(2)) };
  return { count: Number(key), others, value: top?.value ?? sort?.value ?? 0 };
}

/** The choices of the toolbar, in the order in which they stand there. */
export const CHOICES: readonly ChoiceAct[] = [
  {
    id: 'compare',
    chosen: ({ compare }) => (compare === 'none' ? null : compare),
    label: ({ compare }, { t }) => t(compare === 'none' ? 'browse.compare' : COMPARED[compare]),
    items: ({ t }) => COMPARISONS.map((key) => ({ key, label: t(COMPARED[key]) })),
    choose: (state, key) => {
      const compare = key as Comparison;
      const levels = [...state.rows.levels, ...state.columns.levels];
      if (compare === 'previous' && !comparisonDelta({ ...state, compare }, levels)) return null;
      return { type: 'compare', compare };
    },
  },
  {
    id: 'top',
    chosen: ({ top }) => top && `${top.count} by${top.value}${top.others ? ' others' : ''}`,
    label: ({ top }, { t }) => (top ? t('browse.topN', { count: top.count }) : t('browse.top')),
    items: ({ t, measures, ranked }) => [
      { key: 'none', label: t('browse.topNone') },
      ...TOPS.map((count) => ({ key: String(count), label: t('browse.topN', { count }) })),
      { type: 'divider' },
      ...measures.map((title, at) => ({ key: `by${at}`, label: `${t('browse.topBy')} ${title}` })),
      { type: 'divider' },
      { key: 'others', label: t('browse.topOthers'), disabled: !ranked },
    ],
    choose: (state, key) => ({ type: 'top', top: topOf(state, key) }),
  },
  {
    id: 'look',
    chosen: ({ look }) => (look === 'plain' ? null : look),
    label: ({ look }, { t }) => t(look === 'plain' ? 'browse.look' : LOOKED[look]),
    items: ({ t }) => LOOKS.map((key) => ({ key, label: t(LOOKED[key]) })),
    choose: (_state, key) => ({ type: 'look', look: key as Look }),
  },
  {
    id: 'chart',
    chosen: ({ chart }) => (chart === 'none' ? null : chart),
    label: ({ chart }, { t, view }) => t(chart === 'none' ? 'browse.chart' : drawnWord(chart, view)),
    items: ({ t, view }) => CHARTS.map((key) => ({ key, label: t(drawnWord(key, view)) })),
    choose: (_state, key) => ({ type: 'chart', chart: key as ChartKind }),
  },
  {
    id: 'ahead',
    chosen: ({ ahead }) => (ahead === 0 ? null : String(ahead)),
    label: ({ ahead }, { t }) => (ahead === 0 ? t('browse.ahead') : t('browse.aheadMonths', { count: ahead })),
    items: ({ t }) =>
      AHEAD.map((months) => ({
        key: months === 0 ? 'none' : String(months),
        label: months === 0 ? t('browse.aheadNone') : t('browse.aheadMonths', { count: months }),
      })),
    choose: (_state, key, time) =>
      time === null ? null : { type: 'ahead', ahead: key === 'none' ? 0 : Number(key), time },
    unavailable: 'browse.aheadUnavailable',
  },
];
