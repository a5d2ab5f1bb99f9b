/** What a user ran in this browser, the latest first. */
export interface Ran {
  readonly sql: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly outcome: 'answered' | 'refused' | 'cancelled';
  /** Rows that came back; null where none did. */
  readonly rows: number | null;
}

const KEPT = 60;
const MOST_TEXT = 20_000;
const key = (user: string): string => `tenure.sql.history.${user}`;
const draftKey = (user: string): string => `tenure.sql.draft.${user}`;

export function keptHistory(user: string): readonly Ran[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(user)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRan) : [];
  } catch {
    return [];
  }
}

/** The history with one more statement, which stands in it once however often it ran. */
export function remembered(history: readonly Ran[], ran: Ran): readonly Ran[] {
  return [ran, ...history.filter((one) => one.sql !== ran.sql)].slice(0, KEPT);
}

export function keepHistory(user: string, history: readonly Ran[]): void {
  localStorage.setItem(key(user), JSON.stringify(history.filter((one) => one.sql.length <= MOST_TEXT)));
}

export const keptDraft = (user: string): string | null => localStorage.getItem(draftKey(user));
export const keepDraft = (user: string, text: string): void =>
  localStorage.setItem(draftKey(user), text.slice(0, 5 * MOST_TEXT));

function isRan(one: unknown): one is Ran {
  return typeof one === 'object' && one !== null && 'sql' in one && typeof one.sql === 'string' && 'at' in one;
}
