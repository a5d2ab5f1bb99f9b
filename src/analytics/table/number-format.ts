/** The sign between whole and fraction. */
export type DecimalSign = 'point' | 'comma';

/** How the numbers of one column are written. */
export interface NumberFormat {
  readonly decimal: DecimalSign;
  /** Whether thousands are set apart: `1,234.5`, `1.234,5`, `1 234,5`. */
  readonly isGrouped: boolean;
  readonly currency: string | null;
  /** `12%` is 0.12. */
  readonly isPercent: boolean;
}

export const PLAIN: NumberFormat = { decimal: 'point', isGrouped: false, currency: null, isPercent: false };

const CURRENCY = '[¥$€£₩₹₽]|CNY|RMB|USD|EUR|GBP|HKD|JPY|元|円';
const AROUND = new RegExp(
  `^(${CURRENCY})?\\s*([+-]?)\\s*(${CURRENCY})?\\s*([^\\s].*?)\\s*(${CURRENCY})?\\s*(%?)$`,
  'i',
);
const PLAIN_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const BODY: Readonly<Record<DecimalSign, RegExp>> = {
  point: /^(?:\d{1,3}(?:([, '’])\d{3})(?:\1\d{3})*|\d{1,2}(,)(?:\d{2},)+\d{3}|\d+)?(?:\.\d*)?$/,
  comma: /^(?:\d{1,3}(?:([. '’])\d{3})(?:\1\d{3})*|\d+)?(?:,\d*)?$/,
};

/** One number as `decimal` writes it, with what stood around it; null where the text is none. */
export function parseNumber(text: string, decimal: DecimalSign): { value: number; format: NumberFormat } | null {
  if (decimal === 'point' && PLAIN_NUMBER.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? { value, format: PLAIN } : null;
  }
  let rest = text.normalize('NFKC').replaceAll('−', '-').replaceAll('\u00a0', ' ').trim();
  const inBrackets = /^\((.*)\)$/.exec(rest)?.[1];
  if (inBrackets !== undefined) rest = inBrackets.trim();
  const match = AROUND.exec(rest);
  if (!match) return null;
  const [, before, sign, inside, body = '', after, percent] = match;
  const found = BODY[decimal].exec(body);
  if (!found || !/\d/.test(body)) return null;
  const currencies = [before, inside, after].filter((one) => one !== undefined);
  if (currencies.length > 1) return null;
  const digits = body.replaceAll(decimal === 'point' ? /[, '’]/g : /[. '’]/g, '').replace(',', '.');
  const size = Number(digits) / (percent ? 100 : 1);
  if (!Number.isFinite(size)) return null;
  const isGrouped = found[1] !== undefined || found[2] !== undefined;
  return {
    value: (sign === '-') !== (inBrackets !== undefined) ? -size : size,
    format: { decimal, isGrouped, currency: currencies[0]?.toUpperCase() ?? null, isPercent: percent === '%' },
  };
}

/** The one format of all texts; null where one of them is no number, or currencies or per cents are mixed. */
export function formatOf(texts: readonly string[], decimal: DecimalSign): NumberFormat | null {
  let common = null as NumberFormat | null;
  for (const text of texts) {
    const parsed: NumberFormat | undefined = parseNumber(text, decimal)?.format;
    if (!parsed) return null;
    if (common && (common.currency !== parsed.currency || common.isPercent !== parsed.isPercent)) return null;
    common = { ...parsed, decimal, isGrouped: parsed.isGrouped || (common?.isGrouped ?? false) };
  }
  return common;
}

/** For people: `decimal comma, thousands set apart, in €`; empty for plain numbers. */
export function formatText({ decimal, isGrouped, currency, isPercent }: NumberFormat): string {
  return [
    ...(decimal === 'comma' ? ['decimal comma'] : []),
    ...(isGrouped ? ['thousands set apart'] : []),
    ...(currency === null ? [] : [`in ${currency}`]),
    ...(isPercent ? ['per cent'] : []),
  ].join(', ');
}
