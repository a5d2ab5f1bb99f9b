/** A number of a customer, made in SQL from the rows of customer_month in a window of months that ends with the month valued. */
export interface Indicator {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** An aggregate over a customer's rows of the window; volumes by their logarithm, since they spread over magnitudes. */
  readonly sql: string;
}

/** Months that behaviour is taken over: habits of a year, so that one odd month makes nobody another customer. */
export const BEHAVIOUR_MONTHS = 12;
/** Months that value looks back. */
export const VALUE_MONTHS = 12;

/**
 * What segments are told apart by. Counts and volumes by their square root, which evens out how far they scatter; the length
 * of a call and spend by their logarithm, since they differ by ratios.
 */
export const BEHAVIOUR: readonly Indicator[] = [
  { name: 'voice', title: { en: 'voice', zh: '语音' }, sql: 'sqrt(avg(toFloat64(voice_minutes)))' },
  {
    name: 'call_length',
    title: { en: 'call length', zh: '通话时长' },
    sql: 'log1p(if(sum(calls) = 0, 0, toFloat64(sum(voice_minutes)) / sum(calls)))',
  },
  { name: 'messages', title: { en: 'messages', zh: '短信' }, sql: 'sqrt(avg(messages))' },
  { name: 'data', title: { en: 'data', zh: '流量' }, sql: 'sqrt(avg(toFloat64(data_mb)))' },
  { name: 'roaming', title: { en: 'roaming', zh: '漫游' }, sql: 'sqrt(avg(toFloat64(roaming_mb)))' },
  { name: 'spend', title: { en: 'spend', zh: '消费' }, sql: 'log1p(greatest(0, avg(toFloat64(revenue))))' },
];

/** What the value score may weigh, as of the month valued (`latest`) or over the last year. */
export const VALUE: readonly Indicator[] = [
  { name: 'current_value', title: { en: 'margin', zh: '毛利' }, sql: 'toFloat64(sum(margin))' },
  { name: 'revenue', title: { en: 'revenue', zh: '收入' }, sql: 'toFloat64(sum(revenue))' },
  { name: 'tenure_months', title: { en: 'tenure', zh: '在网时长' }, sql: 'toFloat64(max(tenure_months))' },
  { name: 'products_held', title: { en: 'products', zh: '产品数' }, sql: 'toFloat64(argMax(products_held, month))' },
  { name: 'arrears', title: { en: 'arrears', zh: '欠费' }, sql: 'toFloat64(argMax(arrears, month))' },
];
