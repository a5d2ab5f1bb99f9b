import type { Condition, Question } from './question.js';
import { type ReferenceRow, SCALES } from './rows.js';

/** A cell: text, a count, an exact decimal as text, a ratio, or nothing. */
export type ReferenceCell = string | number | null;

/** Answers a question by going through the rows one by one, in JavaScript with whole numbers of the smallest unit. */
export function referenceAnswer(rows: readonly ReferenceRow[], question: Question): ReferenceCell[][] {
  const groups = new Map<string, { readonly key: ReferenceCell[]; readonly rows: ReferenceRow[] }>();
  const seen = rows.filter(
    ({ provinceCode }) => question.role !== 'manager' || question.provinces.includes(provinceCode),
  );
  const lastMonth = lastMonths(seen, question);
  for (const row of seen) {
    if (!question.conditions.every((condition) => holds(condition, row))) continue;
    const key = question.dimensions.map(({ name, bucket }) => dimension(row, name, bucket));
    const text = JSON.stringify(key);
    const group = groups.get(text) ?? { key, rows: [] };
    groups.set(text, group);
    group.rows.push(row);
  }
  if (groups.size === 0 && question.dimensions.length === 0) groups.set('[]', { key: [], rows: [] });
  return [...groups.values()].map((group) => [
    ...group.key,
    ...question.measures.map((measure) => {
      if (!CLOSING.has(measure)) return measureOf(measure, group.rows);
      const standing = group.rows.filter((row) => row.month === lastMonth(row));
      if (measure !== 'arrears_rate') return measureOf(measure, standing);
      const revenue = Number(total(group.rows, 'revenue'));
      return revenue === 0 ? null : Number(total(standing, 'arrears')) / revenue;
    }),
  ]);
}

/** What stands at the end of the last month asked, not what happened in all of them. */
const CLOSING = new Set(['arrears', 'arrears_rate', 'products_held']);

/** The last month of a row's bucket of time that conditions on months alone leave, whatever else is asked. */
function lastMonths(rows: readonly ReferenceRow[], { dimensions, conditions }: Question) {
  const all: Condition = { kind: 'and', parts: conditions };
  const bucketOf = (row: ReferenceRow) =>
    dimensions.map(({ name, bucket }) => (name === 'month' ? dimension(row, name, bucket) : '')).join();
  const last = new Map<string, string>();
  for (const row of rows) {
    const bucket = bucketOf(row);
    if (monthHolds(all, row) && row.month > (last.get(bucket) ?? '')) last.set(bucket, row.month);
  }
  return (row: ReferenceRow) => last.get(bucketOf(row));
}

function monthHolds(condition: Condition, row: ReferenceRow): boolean {
  if (condition.kind === 'and') return condition.parts.every((part) => monthHolds(part, row));
  return !isOfMonths(condition) || holds(condition, row);
}

function isOfMonths(condition: Condition): boolean {
  return 'parts' in condition ? condition.parts.every(isOfMonths) : condition.kind === 'month';
}

function dimension(row: ReferenceRow, name: string, bucket: string | undefined): ReferenceCell {
  if (name !== 'month') return row.text[name] ?? null;
  const [year = '', month = ''] = row.month.split('-');
  if (bucket === 'year') return `${year}-01-01`;
  if (bucket === 'quarter') return `${year}-${String(3 * Math.floor((Number(month) - 1) / 3) + 1).padStart(2, '0')}-01`;
  return row.month;
}

function holds(condition: Condition, row: ReferenceRow): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, row));
    case 'or':
      return condition.parts.some((part) => holds(part, row));
    case 'text':
      return textHolds(condition, row.text[condition.member] ?? null);
    case 'number': {
      const value = row.number[condition.member] ?? null;
      if (value === null) return false;
      if (condition.how === 'gt') return value > condition.value;
      if (condition.how === 'gte') return value >= condition.value;
      return condition.how === 'lt' ? value < condition.value : value <= condition.value;
    }
    case 'flag':
      return row.flag[condition.member] === condition.value;
    case 'month':
      if (condition.how === 'is') return row.month === condition.from;
      if (condition.how === 'after') return row.month > condition.from;
      if (condition.how === 'before') return row.month < condition.to;
      return row.month >= condition.from && row.month <= condition.to;
  }
}

/** What is not there is not equal to anything, so that it passes every negation. */
function textHolds({ how, values }: Extract<Condition, { kind: 'text' }>, value: string | null): boolean {
  if (how === 'set') return value !== null;
  if (how === 'notSet') return value === null;
  const negated = how === 'notIn' || how === 'notContains';
  if (value === null) return negated;
  const lower = value.toLowerCase();
  const found = values.some((wanted) => {
    const other = wanted.toLowerCase();
    if (how === 'in' || how === 'notIn') return value === wanted;
    if (how === 'startsWith') return lower.startsWith(other);
    return how === 'endsWith' ? lower.endsWith(other) : lower.includes(other);
  });
  return negated ? !found : found;
}

function total(rows: readonly ReferenceRow[], amount: string): bigint {
  return rows.reduce((sum, row) => sum + (row.amounts[amount] ?? 0n), 0n);
}

function measureOf(name: string, rows: readonly ReferenceRow[]): ReferenceCell {
  const sum = (amount: string) => total(rows, amount);
  const plain = (amount: string) => Number(sum(amount)) / 10 ** (SCALES[amount] ?? 0);
  const months = Number(sum('active'));
  const per = (amount: number) => (months === 0 ? null : amount / months);
  switch (name) {
    case 'customers':
      return new Set(rows.filter((row) => row.amounts['active'] === 1n).map((row) => row.customer)).size;
    case 'customer_months':
      return months;
    case 'joined':
    case 'products_held':
    case 'churned':
    case 'contacts':
    case 'complaints':
      return Number(sum(name));
    case 'net_growth':
      return Number(sum('joined') - sum('churned'));
    case 'churn_rate':
      return per(Number(sum('churned')));
    case 'retention_rate':
      return months === 0 ? null : 1 - Number(sum('churned')) / months;
    case 'complaint_rate':
      return per(Number(sum('complaints')));
    case 'arpu':
      return per(plain('revenue'));
    case 'margin_per_customer':
      return per(plain('margin'));
    case 'data_mb_per_customer':
      return per(plain('data_mb'));
    case 'average_tenure':
      return per(Number(sum('tenure_months')));
    default:
      return decimal(sum(name), SCALES[name] ?? 0);
  }
}

/** An exact decimal as the engine writes it: no zeros at the end. */
function decimal(units: bigint, places: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - places);
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
