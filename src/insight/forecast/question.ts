import type { ForecastNote } from '../../analytics/forecast/forecast.js';
import type { Interval } from '../../analytics/forecast/interval.js';
import type { SeriesKind } from '../../analytics/forecast/scale.js';
import type { Cell as Member, Receipt } from '../../semantic/contract/answer.js';
import type { Filter } from '../../semantic/contract/query.js';

/** A measure by month and by what makes its cells. */
export interface ForecastQuestion {
  readonly view: string;
  readonly measure: string;
  /** Dimensions from the coarsest to the finest: [province, city] also has the provinces and the total. */
  readonly by?: readonly string[] | undefined;
  readonly filters?: readonly Filter[] | undefined;
  /** Months ahead, 1 to 120; 12 when absent. */
  readonly months?: number | undefined;
  /** Of the intervals, each between 0 and 1; 0.8 and 0.95 when absent. */
  readonly levels?: readonly number[] | undefined;
  /** The last complete months that the history does without: they are forecast, to be held against what came. */
  readonly holdOut?: number | undefined;
  /** As 2026-03-15: a month that is not over by then is left out. */
  readonly today: string;
}

export interface ForecastPoint {
  /** The month's first day, as 2026-03-01. */
  readonly month: string;
  readonly isForecast: boolean;
  /** Null where a ratio has nothing below its line. */
  readonly value: number | null;
  /** Of forecast months, the narrowest first. */
  readonly intervals: readonly Interval[];
}

/** How forecasts made earlier would have done; see BackTest of the analytics. Of a ratio: of its own series. */
export interface CellBackTest {
  readonly origins: number;
  readonly months: number;
  /** Per cent. */
  readonly smape: number;
  readonly mase: number | null;
  readonly coverage: readonly { readonly level: number; readonly share: number }[];
}

export interface ForecastCell {
  /** A member of each dimension of `by`, from the first on; shorter for coarser cells, empty for the total. */
  readonly path: readonly Member[];
  /** The months known and the months ahead, in order. */
  readonly points: readonly ForecastPoint[];
  readonly backTest: CellBackTest | null;
  /** Everything that makes the numbers: of a ratio, of its parts and of its own series. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly notes: readonly ForecastNote[];
}

/** What a forecast is made of, for its receipt. */
export interface ForecastBasis {
  readonly kind: SeriesKind;
  /** First and last month used, as 2026-03-01; null where there is none. */
  readonly first: string | null;
  readonly last: string | null;
  readonly monthsUsed: number;
  /** The last month, which is not over and was left out; null where none was. */
  readonly leftOut: string | null;
  /** Months of a cell without rows that were taken as 0, or as the month before where 0 would be no value. */
  readonly gaps: number;
  /** The measures that a ratio is made of. */
  readonly ratioOf: { readonly numerator: string; readonly denominator: string } | null;
  /**
   * Whose rows: a caller who sees some of the rows has a forecast of these alone, which is no part of the forecast of all.
   * Empty lists: not limited so.
   */
  readonly limitedTo: { readonly provinces: readonly string[]; readonly accountManagers: readonly string[] };
}

export interface ForecastAnswer {
  /** The total first, then the first dimension's members, then the cells within. */
  readonly cells: readonly ForecastCell[];
  /** True where every cell is the sum of its parts, month by month; of a ratio, where its parts are. */
  readonly isCoherent: boolean;
  readonly basis: ForecastBasis;
  readonly receipts: readonly Receipt[];
}
