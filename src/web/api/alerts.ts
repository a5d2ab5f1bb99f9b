import type { AlertsAnswer, RemoveAlertAnswer, SetAlertAnswer } from './answers.js';
import { ask } from './client.js';
import { ALERTS, REMOVE_ALERT, SET_ALERT } from './documents.js';
import type { FilterInput } from './types.js';

/** A threshold on a measure of a slice; it follows the latest month. */
export interface NewAlert {
  readonly view: string;
  readonly measure: string;
  readonly arguments: Readonly<Record<string, string | number>>;
  readonly filters: readonly FilterInput[];
  /** The slice in the words it was set with. */
  readonly slice: string;
  readonly when: 'above' | 'below' | 'outside';
  /** In the measure's own unit: 0.02 for 2 %. */
  readonly threshold: number;
}

export type Alert = AlertsAnswer['alerts'][number];

export async function fetchAlerts(signal?: AbortSignal): Promise<readonly Alert[]> {
  return (await ask<AlertsAnswer>(ALERTS, {}, signal)).alerts;
}

export async function setAlert(alert: NewAlert): Promise<Alert> {
  return (await ask<SetAlertAnswer>(SET_ALERT, { ...alert })).setAlert;
}

export async function removeAlert(id: string): Promise<void> {
  await ask<RemoveAlertAnswer>(REMOVE_ALERT, { id });
}
