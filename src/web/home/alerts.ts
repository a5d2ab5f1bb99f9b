import type { FilterInput } from '../api/types.js';

/** A threshold that a user set on a measure of a slice; it follows the latest month. */
export interface Alert {
  readonly id: string;
  readonly view: string;
  readonly measure: string;
  readonly arguments: Readonly<Record<string, string | number>>;
  readonly filters: readonly FilterInput[];
  /** The slice in the words it was set with. */
  readonly slice: string;
  readonly when: 'above' | 'below';
  readonly threshold: number;
}

const keptAs = (user: string): string => `tenure.alerts.${user}`;

function isAlert(value: unknown): value is Alert {
  if (typeof value !== 'object' || value === null) return false;
  const alert = value as Partial<Alert>;
  return (
    typeof alert.view === 'string' &&
    typeof alert.measure === 'string' &&
    Array.isArray(alert.filters) &&
    typeof alert.threshold === 'number' &&
    (alert.when === 'above' || alert.when === 'below')
  );
}

/** The alerts that this browser keeps for a user. */
export function alertsOf(user: string, storage: Pick<Storage, 'getItem'> = localStorage): readonly Alert[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keptAs(user)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isAlert) : [];
  } catch {
    return [];
  }
}

export function keepAlerts(user: string, alerts: readonly Alert[]): void {
  localStorage.setItem(keptAs(user), JSON.stringify(alerts));
}

export const isCrossed = (alert: Pick<Alert, 'when' | 'threshold'>, value: number): boolean =>
  alert.when === 'above' ? value > alert.threshold : value < alert.threshold;
