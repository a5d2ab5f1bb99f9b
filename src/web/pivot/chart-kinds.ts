interface Kind {
  /** How the page draws it; null for a pie, which has no axes. */
  readonly draws: string | null;
  /** Offered by the browser under the name by which it is drawn. */
  readonly browse: boolean;
  /** Its name in a report; absent where reports have no such chart. */
  readonly report?: string;
}

/** Every kind of chart, in the order in which it is offered. What the browser draws as a bar is stacked in a report. */
const KINDS = [
  { draws: 'line', browse: true, report: 'line' },
  { draws: 'bar', browse: false, report: 'bar' },
  { draws: 'bar', browse: true, report: 'stackedBar' },
  { draws: 'area', browse: true, report: 'area' },
  { draws: 'scatter', browse: true, report: 'scatter' },
  { draws: null, browse: false, report: 'pie' },
  { draws: 'curve', browse: true },
  { draws: 'cohort', browse: true },
] as const satisfies readonly Kind[];

type AnyKind = (typeof KINDS)[number];
export type ReportChart = Extract<AnyKind, { readonly report: string }>['report'];
/** What can be drawn; `none` is the table alone. */
export type ChartKind = 'none' | NonNullable<AnyKind['draws']>;

export const CHARTS: readonly ChartKind[] = [
  'none',
  ...KINDS.flatMap(({ browse, draws }) => (browse && draws !== null ? [draws] : [])),
];

export const REPORT_CHARTS: readonly ReportChart[] = KINDS.flatMap((kind) => ('report' in kind ? [kind.report] : []));

/** How a report's chart is drawn; null for a pie. */
export function drawnAs(chart: ReportChart): ChartKind | null {
  return KINDS.find((kind) => 'report' in kind && kind.report === chart)?.draws ?? null;
}

/** The report's chart for what the browser draws; null where reports have none. */
export function reportChartOf(chart: ChartKind): ReportChart | null {
  const found = KINDS.find((kind) => kind.browse && kind.draws === chart);
  return found && 'report' in found ? found.report : null;
}
