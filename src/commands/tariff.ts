import { z } from 'zod';
import type { Engines } from '../engines/engines.js';
import { type BillsChecked, checkBills } from '../tariff/check-bills.js';

/** What `tenure tariff` asks of whoever holds the engines. */
export const tariffRequestSchema = z.object({
  action: z.literal('check'),
  month: z.string().regex(/^(19|20)\d\d-(0[1-9]|1[0-2])$/, { error: 'must be a month such as 2025-12' }),
  json: z.boolean(),
});
export type TariffRequest = z.infer<typeof tariffRequestSchema>;

export async function runTariffRequest(
  { warehouse }: Pick<Engines, 'warehouse'>,
  { month, json }: TariffRequest,
): Promise<string> {
  const checked = await checkBills(warehouse, month);
  return json ? JSON.stringify(checked, null, 2) : describe(checked);
}

function describe({ month, bills, equal, differences }: BillsChecked): string {
  const whole = `${month}: ${bills} bills, ${equal} equal to the cent.`;
  return [whole, ...differences.map(({ reason, part, bills: count }) => `  ${reason}: ${part} × ${count}`)].join('\n');
}
