import { Refusal } from '../refusal.js';

/** Lives watched from `entries` (excluded) to `durations` (included); without entries all are watched from the start. */
export interface Watched {
  readonly durations: ArrayLike<number>;
  readonly entries?: ArrayLike<number> | undefined;
}

/** Rows by the end of their watch, latest first, and by its beginning, latest first. */
export interface RiskOrder {
  readonly byEnd: Int32Array;
  readonly byEntry: Int32Array;
}

export function riskOrder({ durations, entries }: Watched): RiskOrder {
  const rows = Int32Array.from({ length: durations.length }, (_, i) => i);
  const latest = (of: ArrayLike<number>) => (a: number, b: number) => (of[b] as number) - (of[a] as number) || a - b;
  return { byEnd: rows.slice().sort(latest(durations)), byEntry: entries ? rows.slice().sort(latest(entries)) : rows };
}

/** Refuses watches that end before they begin: under left truncation such a life was never at risk. */
export function checkEntries({ durations, entries }: Watched): void {
  if (!entries) return;
  if (entries.length !== durations.length) throw new Refusal('Entries and durations differ in number.');
  for (let i = 0; i < durations.length; i++) {
    const [entry, end] = [entries[i] as number, durations[i] as number];
    if (!Number.isFinite(entry)) throw new Refusal(`Row ${i + 1} has no time of entry.`);
    if (!(entry < end)) throw new Refusal(`Row ${i + 1} enters at ${entry}, not before its end at ${end}.`);
  }
}
