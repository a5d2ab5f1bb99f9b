/** Which of the first two parts of 03/04/2024 is the day. */
export type DateOrder = 'dmy' | 'mdy';

const TIME = String.raw`(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[AaPp][Mm]|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(
  String.raw`^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|[-/](\d{1,2})|年(\d{1,2})月(?:(\d{1,2})日)?)${TIME}$`,
);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${TIME}$`);
const DAY_NAMED = new RegExp(String.raw`^(\d{1,2})[- .]+([A-Za-z]{3,9})[- .,]+(\d{4})${TIME}$`);
const NAME_FIRST = new RegExp(String.raw`^([A-Za-z]{3,9})[ .]+(\d{1,2}),?\s+(\d{4})${TIME}$`);
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Days since 1970-01-01 of a date as files write them, with or without a time of day; null where it is none. */
export function parseDay(text: string, order: DateOrder): number | null {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) {
    const [, year, , month, day, monthAlone, chineseMonth, chineseDay] = yearFirst;
    return dayOf(year, month ?? monthAlone ?? chineseMonth, day ?? chineseDay ?? '1');
  }
  const compact = COMPACT.exec(text);
  if (compact) return dayOf(compact[1], compact[2], compact[3]);
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast) {
    const [, first, , second, year] = yearLast;
    return order === 'dmy' ? dayOf(year, second, first) : dayOf(year, first, second);
  }
  const named = DAY_NAMED.exec(text);
  if (named) return dayOf(named[3], monthNamed(named[2]), named[1]);
  const nameFirst = NAME_FIRST.exec(text);
  return nameFirst ? dayOf(nameFirst[3], monthNamed(nameFirst[1]), nameFirst[2]) : null;
}

/** In which orders all the texts are dates; both where day and month cannot be told apart. */
export function dateOrders(texts: readonly string[]): DateOrder[] {
  const orders = (['dmy', 'mdy'] as const).filter((order) => texts.every((text) => parseDay(text, order) !== null));
  // With full stops the day comes first wherever that is written; and some columns read alike either way.
  if (orders.length < 2 || texts.every((text) => text.includes('.'))) return orders.slice(0, 1);
  return texts.every((text) => parseDay(text, 'dmy') === parseDay(text, 'mdy')) ? ['dmy'] : orders;
}

export function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function monthNamed(name = ''): string {
  return String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);
}

function dayOf(...parts: (string | undefined)[]): number | null {
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = parts.map(Number);
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1900 || year > 9999) return null;
  return time / 86_400_000;
}
