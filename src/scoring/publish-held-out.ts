import type { Gate } from '../warehouse/publish/gate.js';
import { sql, typed, unsafeRaw } from '../warehouse/sql.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import type { HeldOut } from './held-out.js';
import { dropScratch, SCRATCH } from './scratch.js';

const ROWS_AT_ONCE = 20_000;

/** Keeps a fit's held-out customers as the holdout of its version, with their keys of the month, and publishes them. */
export async function publishHeldOut(
  warehouse: Warehouse,
  gate: Gate,
  request: { readonly heldOut: HeldOut; readonly version: number; readonly runId: string },
): Promise<void> {
  const { heldOut, version, runId } = request;
  const lane = { lane: 'batch' } as const;
  const predicted = `${SCRATCH}.${runId}_predicted`;
  const next = `${SCRATCH}.${runId}_holdout`;
  try {
    await warehouse.command(sql`CREATE DATABASE IF NOT EXISTS ${unsafeRaw(SCRATCH)}`, lane);
    await warehouse.command(
      sql`CREATE TABLE ${unsafeRaw(predicted)} (customer_key UInt64, churned UInt8, probability Float64, under_sampled Float64,
          votes Array(Float64)) ENGINE = MergeTree ORDER BY customer_key`,
      lane,
    );
    const client = warehouse.client('batch');
    for (let from = 0; from < heldOut.customerKeys.length; from += ROWS_AT_ONCE)
      await client.insert({
        table: predicted,
        values: rowsOf(heldOut, from, from + ROWS_AT_ONCE),
        format: 'JSONCompactEachRow',
      });
    await warehouse.command(sql`CREATE TABLE ${unsafeRaw(next)} AS tenure.churn_holdout`, lane);
    await warehouse.command(
      sql`INSERT INTO ${unsafeRaw(next)}
          SELECT ${version}, m.month, m.customer_key, m.customer_id, m.district_code, m.plan_code, m.tier, m.channel_code,
            m.account_manager_code, p.churned, p.probability, p.under_sampled, p.votes
          FROM tenure.customer_month AS m INNER JOIN ${unsafeRaw(predicted)} AS p ON p.customer_key = m.customer_key
          WHERE m.month = ${typed(heldOut.month, 'Date')}`,
      lane,
    );
    const swaps = [{ table: 'tenure.churn_holdout', partition: String(version), from: next }];
    await gate.publish({ runId, swaps, dictionaries: [] });
  } finally {
    if (await gate.isSettled()) await dropScratch(warehouse, runId);
  }
}

function rowsOf(heldOut: HeldOut, from: number, to: number): unknown[][] {
  return heldOut.customerKeys
    .slice(from, to)
    .map((key, i) => [
      key,
      heldOut.churned[from + i],
      heldOut.probability[from + i],
      heldOut.underSampled[from + i],
      heldOut.votes.map((votes) => votes[from + i]),
    ]);
}
