import type { Warehouse } from '../src/warehouse/warehouse.js';
import type { Ledger, Origin } from './ledger.js';
import { TARGETS } from './targets.js';

export interface Lineage {
  /** The run that built this customer-month; null when there is none. */
  readonly builtBy: string | null;
  /** The files whose rows it was made of, by table. */
  readonly files: readonly (Origin & { readonly table: string; readonly rows: number })[];
}

const BY_DAY = {
  fact_usage: 'date',
  fact_numbers_called: 'date',
  fact_payment: 'paid_on',
  fact_event: 'date',
  fact_contact: 'date',
  fact_survey: 'answered_on',
  fact_campaign_attempt: 'date',
} as const;
const BY_MONTH = ['fact_bill', 'fact_bill_line', 'fact_cost'] as const;

const SUMMED = TARGETS.flatMap(({ table, summed }) => (summed.length > 0 ? [table] : []));

/** Which files and run a customer-month came from. month: `YYYY-MM`. */
export async function lineageOf(
  warehouse: Warehouse,
  ledger: Ledger,
  customerId: string,
  month: string,
): Promise<Lineage> {
  const pieces = [
    ...Object.entries(BY_DAY).map(([table, day]) => ({ table, where: `toStartOfMonth(${day})` })),
    ...BY_MONTH.map((table) => ({ table, where: 'month' })),
    { table: 'fact_subscription', where: '' },
    { table: 'customer_change', where: '' },
  ];
  const found: { table: string; fileId: string; rows: number }[] = [];
  for (const { table, where } of pieces) {
    const within = where === '' ? '1' : `${where} = {month:Date}`;
    const of = `customer_key = sipHash64({id:String}) AND ${within}`;
    // A sum was made of the parts that are kept beside it.
    const parts = SUMMED.includes(table)
      ? ` AND summed != 2 UNION ALL SELECT file_id FROM tenure.${table}_duplicate WHERE ${of} AND summed = 1`
      : '';
    const { rows } = await warehouse.query(
      {
        text: `SELECT toString(file_id), count() FROM (SELECT file_id FROM tenure.${table} WHERE ${of}${parts}) GROUP BY file_id`,
        params: { id: customerId, month: `${month}-01` },
      },
      { lane: 'batch' },
    );
    for (const [fileId, count] of rows) found.push({ table, fileId: String(fileId), rows: Number(count) });
  }
  const built = await warehouse.query(
    {
      text: 'SELECT run_id FROM tenure.customer_month WHERE customer_key = sipHash64({id:String}) AND month = {month:Date}',
      params: { id: customerId, month: `${month}-01` },
    },
    { lane: 'batch' },
  );
  const origins = new Map((await ledger.origins(found.map((one) => one.fileId))).map((one) => [one.fileId, one]));
  return {
    builtBy: built.rows[0] ? String(built.rows[0][0]) : null,
    files: found.flatMap(({ table, fileId, rows }) => {
      const origin = origins.get(fileId);
      return origin ? [{ ...origin, table, rows }] : [];
    }),
  };
}
