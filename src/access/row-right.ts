import { TenureError } from '../errors/errors.js';
import type { Principal } from './principal.js';

/** Roles of the policy table that may go from a number to the rows behind it. */
const SEE_ROWS: ReadonlySet<string> = new Set(['admin', 'analyst', 'manager', 'service']);

/** Throws FORBIDDEN for a caller whose roles see groups only. */
export function requireRowRight(principal: Principal): void {
  if (principal.groups.some((group) => SEE_ROWS.has(group))) return;
  throw new TenureError('FORBIDDEN', 'Your role sees groups, not the rows behind them.');
}
