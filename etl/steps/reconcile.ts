import { TenureError } from '../../src/errors/errors.js';
import type { Ahead } from './derive.js';
import type { Next } from './merge.js';

/** Each column of customer_month that is a plain sum of a fact: what it must equal. */
const LIGHT_EQUALS_BASE = [
  [
    'fact_bill',
    'month',
    [
      ['revenue', 'charged'],
      ['monthly_charges', 'recurring_charge'],
      ['usage_charges', 'usage_charge'],
      ['discount', 'discount'],
      ['tax', 'tax'],
      ['bills', '1'],
    ],
  ],
  [
    'fact_payment',
    'paid_on',
    [
      ['paid', 'amount'],
      ['payments', '1'],
    ],
  ],
  ['fact_cost', 'month', [['cost', 'amount']]],
  [
    'fact_usage',
    'date',
    [
      ['dropped_calls', 'dropped_calls'],
      ['voice_minutes', "if(service = 'voice', minutes, 0)"],
      ['data_mb', "if(service = 'data', megabytes, 0)"],
    ],
  ],
  [
    'fact_contact',
    'date',
    [
      ['contacts', '1'],
      ['complaints', 'is_complaint'],
      ['satisfaction_sum', 'satisfaction'],
    ],
  ],
] as const;

/**
 * Rows and money in equal rows and money out, for every loaded table and for the light layer of the rebuilt months. Throws
 * INTERNAL naming what differs; nothing has been published then.
 */
export async function reconcile(ahead: Ahead, nexts: readonly Next[], months: readonly string[]): Promise<void> {
  const differences: string[] = [];
  for (const next of nexts) {
    const { rows } = await ahead.warehouse.query({ text: `SELECT count() FROM ${next.table}` }, { lane: 'batch' });
    if (Number(rows[0]?.[0]) !== next.rowsExpected)
      differences.push(`${next.target.table}: ${next.rowsExpected} rows expected, ${String(rows[0]?.[0])} written`);
    for (const [column, { expected, written }] of Object.entries(next.money))
      if (expected !== written) differences.push(`${next.target.table}.${column}: ${expected} in, ${written} out`);
  }
  if (months.length > 0)
    for (const [fact, day, pairs] of LIGHT_EQUALS_BASE) {
      const light = await sums(
        ahead,
        'customer_month',
        'month',
        months,
        pairs.map(([column]) => column),
      );
      const base = await sums(
        ahead,
        fact,
        `toStartOfMonth(${day})`,
        months,
        pairs.map(([, source]) => source),
      );
      pairs.forEach(([column, source], index) => {
        if (Number(light[index]) !== Number(base[index]))
          differences.push(`customer_month.${column} is ${light[index]}, ${fact} ${source} is ${base[index]}`);
      });
    }
  if (differences.length > 0)
    throw new TenureError('INTERNAL', `The load does not reconcile and was not published: ${differences.join('; ')}`);
}

async function sums(ahead: Ahead, table: string, month: string, months: readonly string[], columns: readonly string[]) {
  const { rows } = await ahead.warehouse.query(
    {
      text: `SELECT ${columns.map((column) => `toString(sum(${column}))`).join(', ')} FROM ${ahead.from(table)}
             WHERE ${month} IN {months:Array(Date)}`,
      params: { months },
    },
    { lane: 'batch' },
  );
  return (rows[0] ?? []).map(String);
}
