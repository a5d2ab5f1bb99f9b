import type { Cell, ColumnInfo, Granularity } from '../api/types.js';

export type Language = 'en' | 'zh';
export const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

type Measured = Pick<ColumnInfo, 'type' | 'unit' | 'format'>;

export const NOTHING = '–';

export const isRatio = (measure: Measured): boolean =>
  measure.format === 'percent' ||
  (measure.unit === 'ratio' && measure.format !== 'number') ||
  measure.unit === 'percent' ||
  measure.unit === 'probability';

const CURRENCY = /^[A-Z]{3}$/;
/** What the server wrote into the head of the page that it served. */
const served = (name: string): string | undefined =>
  globalThis.document?.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content || undefined;

/** The model says `currency` and leaves it to the operator which one. */
export const operatorCurrency = (): string => served('tenure-currency') ?? 'CNY';

export function currencyOf(measure: Measured): string | null {
  if (measure.unit === 'currency') return operatorCurrency();
  return measure.unit && CURRENCY.test(measure.unit) ? measure.unit : null;
}

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(localeOf(language), options);
  formats.set(key, known);
  return known;
}

/** Counted in whole numbers: by its type, or by its format where a sum of integers came as a decimal. */
const isWhole = (measure: Measured): boolean => measure.type === 'integer' || measure.format === 'integer';

/** The same for every figure of a measure, so that a column's points stand under each other. */
const decimals = (measure: Measured): number => (isWhole(measure) ? 0 : 2);

/** A measure's value in words of the locale: 2.31%, 1,204, 45.20. The unit stands in the header. */
export function formatValue(cell: Cell | undefined, measure: Measured, language: Language): string {
  if (cell === null || cell === undefined) return NOTHING;
  // A list (a curve, drivers) is for a chart or for `why`, not for a cell.
  if (typeof cell === 'object') return '⋯';
  const value = Number(cell);
  if (typeof cell === 'boolean' || Number.isNaN(value)) return String(cell);
  if (isRatio(measure))
    return numberFormat(language, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
      value,
    );
  const digits = decimals(measure);
  // A share or quotient told as a plain number (a target of 0.015) loses its meaning at two digits.
  const most = measure.unit === 'ratio' && Math.abs(value) < 1 ? 4 : digits;
  return numberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: most }).format(value);
}

/** For cards and axes: 1.2M, 3.4%, ¥56k. */
export function formatShort(value: number, measure: Measured, language: Language): string {
  if (isRatio(measure)) {
    const minimumFractionDigits = Math.abs(value) < 0.1 && Math.round(value * 100) / 100 !== value ? 2 : 0;
    return numberFormat(language, { style: 'percent', minimumFractionDigits, maximumFractionDigits: 2 }).format(value);
  }
  const currency = currencyOf(measure);
  return numberFormat(language, {
    notation: Math.abs(value) >= 10_000 ? 'compact' : 'standard',
    minimumFractionDigits: currency && !isWhole(measure) ? 2 : 0,
    maximumFractionDigits: isWhole(measure) && Math.abs(value) < 10_000 ? 0 : 2,
    ...(currency ? { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } : {}),
  }).format(value);
}

export interface Change {
  readonly size: number;
  readonly text: string;
}

/** A change in the measure's own manner: percentage points for ratios, per cent for amounts. */
export function formatChange(
  now: Cell | undefined,
  before: Cell | undefined,
  measure: Measured,
  language: Language,
): Change | null {
  const change = exactChange(now, before, measure);
  if (change === null) return null;
  if (change.as === 'points') {
    const points = rounded(change.size * 100, 2);
    const text = signed(points, language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    return { size: points, text: `${text}${language === 'zh' ? ' 百分点' : ' pp'}` };
  }
  if (change.as === 'difference') {
    const difference = rounded(change.size, 2);
    return { size: difference, text: signed(difference, language, { maximumFractionDigits: 2 }) };
  }
  const share = rounded(change.size, 3);
  return {
    size: share,
    text: signed(share, language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  };
}

/** A change in full precision: `points` of a ratio (0.01 is one point), a `share` of what was, or the plain `difference`. */
export function exactChange(
  now: Cell | undefined,
  before: Cell | undefined,
  measure: Measured,
): { readonly as: 'points' | 'share' | 'difference'; readonly size: number } | null {
  if (now === null || now === undefined || before === null || before === undefined) return null;
  const [a, b] = [Number(now), Number(before)];
  if (Number.isNaN(a) || Number.isNaN(b)) return null;
  if (isRatio(measure)) return { as: 'points', size: a - b };
  // From nothing, or across zero, a percentage would mislead: then the difference itself is told.
  if (b <= 0 || a < 0) return { as: 'difference', size: a - b };
  return { as: 'share', size: a / b - 1 };
}

/** As it will be shown, so that what reads as no change counts as none. */
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

const signed = (value: number, language: Language, options: Intl.NumberFormatOptions): string =>
  numberFormat(language, { ...options, signDisplay: 'exceptZero' }).format(value);

/** A time bucket's name: 2024, Q3 2024, Mar 2024. */
export function formatPeriod(iso: string, granularity: Granularity, language: Language): string {
  const date = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return iso;
  const year = date.getUTCFullYear();
  if (granularity === 'year') return language === 'zh' ? `${year}年` : String(year);
  if (granularity === 'quarter') {
    const quarter = Math.floor(date.getUTCMonth() / 3) + 1;
    return language === 'zh' ? `${year}年${quarter}季度` : `Q${quarter} ${year}`;
  }
  const day: Intl.DateTimeFormatOptions = granularity === 'month' ? {} : { day: 'numeric' };
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    ...day,
  }).format(date);
}

export const formatCount = (value: number, language: Language): string => numberFormat(language, {}).format(value);

const ZONED = /(Z|[+-]\d\d:?\d\d)$/;

/**
 * A moment by the operator's clock, wherever the reader is. The store tells instants; the warehouse the hours of that clock
 * already, which carry no zone.
 */
export function formatInstant(
  iso: string | null,
  language: Language,
  operatorZone = served('tenure-time-zone'),
): string {
  if (!iso) return NOTHING;
  const zoned = ZONED.test(iso);
  const date = new Date(zoned ? iso : `${iso.slice(0, 10)}T${iso.slice(11) || '00:00'}Z`);
  if (Number.isNaN(date.getTime())) return iso;
  const timeZone = zoned ? operatorZone : 'UTC';
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    date,
  );
}

/** 340 ms, 2.4 s, 3 min 20 s. */
export function formatDuration(ms: number, language: Language): string {
  const seconds = ms / 1000;
  if (seconds < 1) return `${formatCount(Math.round(ms), language)} ms`;
  if (seconds < 60) return `${numberFormat(language, { maximumFractionDigits: 1 }).format(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  return `${formatCount(minutes, language)} min ${Math.round(seconds) - 60 * minutes} s`;
}

/** 812 B, 34 kB, 1.2 MB. */
export function formatBytes(bytes: number, language: Language): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const at = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${numberFormat(language, { maximumFractionDigits: at === 0 ? 0 : 1 }).format(bytes / 1000 ** at)} ${units[at]}`;
}

/** The unit as it stands beside a title: `CNY`, `customers`; nothing for ratios, whose figures carry their sign. */
export function unitLabel(measure: Measured, units: Readonly<Record<string, string>>): string {
  if (!measure.unit || isRatio(measure)) return '';
  const unit = currencyOf(measure) ?? measure.unit;
  return units[unit] ?? unit;
}

/** The unit where the title does not say it already. */
export function unitBeside(title: string, measure: Measured, units: Readonly<Record<string, string>>): string {
  const unit = unitLabel(measure, units);
  return title.toLowerCase().includes(unit.toLowerCase()) ? '' : unit;
}
