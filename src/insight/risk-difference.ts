import type { Principal } from '../access/principal.js';
import { type DriverState, decomposeDrivers, type Share } from '../analytics/decide/churn-reasons.js';
import { TenureError } from '../errors/errors.js';
import type { Receipt } from '../semantic/contract/answer.js';
import type { Filter } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { atOneSnapshot } from '../semantic/pivot/pivot-snapshot.js';

/** The view of scored customers. */
export const RISK_VIEW = 'risk';
/** All there are: a formula has fewer parts. */
const ALL_DRIVERS = 100;

export interface RiskDifference {
  /** Mean chance to leave in the next month, of the group and of all that the caller sees. */
  readonly group: number;
  readonly everybody: number;
  readonly difference: number;
  /** Ranked; with the rest they sum to the difference. */
  readonly drivers: readonly Share[];
  /** What the drivers do not explain: the mean of a curve is not the curve of the mean. */
  readonly rest: number;
  readonly receipts: readonly Receipt[];
}

/** Takes apart, by the model's drivers, why a group is more or less likely to leave than everybody. */
export async function riskDifference(
  semantic: SemanticService,
  filters: readonly Filter[],
  principal: Principal,
  signal?: AbortSignal,
): Promise<RiskDifference> {
  const { result, receipts } = await atOneSnapshot(semantic, principal, signal ? { signal } : {}, (ask) =>
    Promise.all(
      [filters, []].map((some) =>
        ask({
          view: RISK_VIEW,
          measures: [
            { name: 'churn_risk', arguments: { horizon_months: 1 } },
            { name: 'risk_drivers', arguments: { top: ALL_DRIVERS } },
          ],
          filters: some,
        }),
      ),
    ),
  );
  const [group, everybody] = result.map(({ rows }) => stateOf(rows[0]));
  if (!group || !everybody) throw new TenureError('NOT_FOUND', 'There are no scored customers in this group.');
  const { drivers, rest } = decomposeDrivers(everybody, group);
  return {
    group: group.probability,
    everybody: everybody.probability,
    difference: group.probability - everybody.probability,
    drivers,
    rest,
    receipts,
  };
}

function stateOf(row: readonly unknown[] | undefined): DriverState | undefined {
  if (!row || row[0] === null || !Array.isArray(row[1])) return undefined;
  const parts = row[1] as readonly (readonly unknown[])[];
  return {
    probability: Number(row[0]),
    contributions: Object.fromEntries(parts.map(([factor, contribution]) => [String(factor), Number(contribution)])),
  };
}
