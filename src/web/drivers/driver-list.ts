import type { CatalogView, Cell } from '../api/types.js';

/** A factor of the churn model: its mean contribution to a group's log-odds, and that less the mean of all customers. */
export interface RiskDriver {
  readonly factor: string;
  readonly contribution: number;
  readonly difference: number;
}

const TOLD_WITH = ['churn_risk', 'next_month_log_odds', 'risk_drivers'];

/** The subject that can say what drives churn and from where, if this role sees it. */
export const driversView = (catalog: readonly CatalogView[]): CatalogView | undefined =>
  catalog.find((view) => TOLD_WITH.every((name) => view.measures.some((one) => one.name === name)));

/** The drivers in an answer's cell, the strongest first; what is not one is left out. */
export function driversOf(cell: Cell): readonly RiskDriver[] {
  const list = listOf(cell);
  const drivers = list.flatMap((item): RiskDriver[] => {
    const [factor, contribution, difference] = listOf(item);
    if (typeof factor !== 'string' || Number.isNaN(Number(difference))) return [];
    return [{ factor, contribution: Number(contribution), difference: Number(difference) }];
  });
  return drivers.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

function listOf(cell: Cell | undefined): readonly Cell[] {
  if (Array.isArray(cell)) return cell as readonly Cell[];
  // A named tuple may come as an object in the order of its names.
  if (typeof cell === 'object' && cell !== null) return Object.values(cell as unknown as Record<string, Cell>);
  if (typeof cell !== 'string' || !cell.startsWith('[')) return [];
  try {
    const parsed: unknown = JSON.parse(cell);
    return Array.isArray(parsed) ? (parsed as Cell[]) : [];
  } catch {
    return [];
  }
}
