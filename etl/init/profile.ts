/** What the values of a column look like. */
export type Shape =
  | { readonly kind: 'blank' | 'text' | 'flag' | 'whole' }
  | { readonly kind: 'decimal'; readonly written: 'plain' | 'comma' | 'thousands' | 'sign' }
  | { readonly kind: 'day' | 'time' | 'month'; readonly format: string | null; readonly isUnsure?: boolean };

export interface Profile {
  readonly name: string;
  readonly shape: Shape;
  /** Shares of all rows. */
  readonly blankShare: number;
  /** Values that are not of the shape, among those that are not blank. */
  readonly oddShare: number;
  readonly distinct: number;
  readonly isUnique: boolean;
  readonly examples: readonly string[];
}

const CLOCK = String.raw`([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)`;
const ISO = new RegExp(String.raw`^\d{4}-\d{2}-\d{2}(${CLOCK} ?(Z|UTC|GMT|[+-]\d{2}:?\d{0,2})?)?$`);
const WHOLE = /^-?\d{1,18}$/;
const FLAGS = new Set(['0', '1', 'true', 'false', 'yes', 'no', 'y', 'n', '是', '否']);

const DECIMALS = [
  ['plain', /^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/],
  ['thousands', /^-?\d{1,3}(,\d{3})+(\.\d+)?$|^-?\d+(\.\d+)?$/],
  ['comma', /^-?\d{1,3}(\.\d{3})*,\d+$|^-?\d+,\d+$|^-?\d+$/],
  ['sign', /^[-+]?[$€£¥￥]? ?-?[\d,]+(\.\d+)? ?([$€£¥￥%元]|[A-Z]{3})?$/],
] as const;

/** A value of the least share may be odd, such as N/A, before the column is taken for text. */
const MOST_ODD = 0.05;

export function profile(name: string, values: readonly string[]): Profile {
  const filled = values.filter((value) => value !== '');
  const seen = new Set(filled);
  const { shape, odd } = shapeOf(name, filled, seen);
  return {
    name,
    shape,
    blankShare: values.length === 0 ? 1 : 1 - filled.length / values.length,
    oddShare: filled.length === 0 ? 0 : odd / filled.length,
    distinct: seen.size,
    isUnique: filled.length > 1 && seen.size === filled.length,
    examples: [...seen].slice(0, 3),
  };
}

function shapeOf(name: string, filled: readonly string[], seen: ReadonlySet<string>): { shape: Shape; odd: number } {
  if (filled.length === 0) return { shape: { kind: 'blank' }, odd: 0 };
  const odd = (fits: (value: string) => boolean) => filled.filter((value) => !fits(value)).length;
  const most = filled.length * MOST_ODD;
  if (seen.size <= 2 && [...seen].every((value) => FLAGS.has(value.toLowerCase())))
    return { shape: { kind: 'flag' }, odd: 0 };
  const time = timeOf(name, filled, most);
  if (time) return time;
  const whole = odd((value) => WHOLE.test(value));
  // Numbers with leading zeros are codes, not amounts.
  const codes = filled.filter((value) => /^0\d/.test(value)).length;
  if (whole <= most && codes <= most) return { shape: { kind: 'whole' }, odd: whole };
  for (const [written, pattern] of DECIMALS) {
    const other = odd((value) => pattern.test(value));
    if (other <= most && codes <= most) return { shape: { kind: 'decimal', written }, odd: other };
  }
  return { shape: { kind: 'text' }, odd: 0 };
}

interface Timed {
  readonly shape: Extract<Shape, { kind: 'day' | 'time' | 'month' }>;
  readonly odd: number;
}

function timeOf(name: string, filled: readonly string[], most: number): Timed | undefined {
  const odd = (pattern: RegExp) => filled.filter((value) => !pattern.test(value)).length;
  const iso = odd(ISO);
  if (iso <= most) {
    const hasClock = filled.some((value) => value.length > 10);
    return { shape: { kind: hasClock ? 'time' : 'day', format: null }, odd: iso };
  }
  const month = odd(/^(19|20)\d\d-(0[1-9]|1[0-2])$/);
  if (month <= most) return { shape: { kind: 'month', format: null }, odd: month };
  return numbered(name, filled, most) ?? written(filled, most);
}

/** Days and times as plain numbers, which only a column that is called so can be. */
function numbered(name: string, filled: readonly string[], most: number): Timed | undefined {
  const isCalledSo = /date|day|time|month|period|start|end|_at$|_on$|since|stamp|日期|时间|月|账期/i.test(name);
  if (!isCalledSo) return undefined;
  const kinds = [
    ['day', 'yyyyMMdd', /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/],
    ['time', 'yyyyMMddHHmmss', /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$/],
    ['month', 'yyyyMM', /^(19|20)\d\d(0[1-9]|1[0-2])$/],
    ['time', 'unix', /^[12]\d{9}$/],
    ['time', 'unix_ms', /^[12]\d{12}$/],
    ['day', 'excel', /^[34]\d{4}(\.\d+)?$/],
  ] as const;
  for (const [kind, format, pattern] of kinds) {
    const odd = filled.filter((value) => !pattern.test(value)).length;
    if (odd <= most) return { shape: { kind, format }, odd };
  }
  return undefined;
}

const WRITTEN =
  /^(\d{1,4})([/. -])(\d{1,2}|[A-Za-z]{3,9})\2(\d{1,4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?( ?[AaPp][Mm])?)?$/;

/** Days by numbers or names with a sign between, in any order. */
function written(filled: readonly string[], most: number): Timed | undefined {
  const parts = filled.flatMap((value) => WRITTEN.exec(value) ?? []);
  const matches = filled.map((value) => WRITTEN.exec(value)).filter((match) => match !== null);
  const odd = filled.length - matches.length;
  const [first] = matches;
  if (odd > most || !first || parts.length === 0) return undefined;
  const between = first[2] ?? '';
  const named = matches.some((match) => /[A-Za-z]/.test(match[3] ?? ''));
  const yearFirst = (first[1] ?? '').length === 4;
  const most1 = Math.max(...matches.map((match) => Number(match[1])));
  const most2 = Math.max(...matches.map((match) => Number(match[3]) || 0));
  const year = yearFirst || (first[4] ?? '').length === 4 ? 'yyyy' : 'yy';
  const middle = named ? ((first[3] ?? '').length > 3 ? 'MMMM' : 'MMM') : 'M';
  const date = yearFirst
    ? ['yyyy', middle, 'd']
    : named || most1 > 12 || most2 <= 12
      ? ['d', middle, year]
      : ['M', 'd', year];
  const clock = clockOf(matches);
  const isUnsure = !yearFirst && !named && most1 <= 12 && most2 <= 12;
  return { shape: { kind: clock === '' ? 'day' : 'time', format: date.join(between) + clock, isUnsure }, odd };
}

function clockOf(matches: readonly RegExpExecArray[]): string {
  const timed = matches.find((match) => match[5] !== undefined);
  if (!timed) return '';
  const isHalf = timed[8] !== undefined;
  return ` ${isHalf ? 'h' : 'H'}:mm${timed[7] === undefined ? '' : ':ss'}${isHalf ? ' a' : ''}`;
}
