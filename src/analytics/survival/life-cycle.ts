/** Where a customer stands, month by month. */
export const STAGES = ['new', 'growing', 'mature', 'declining', 'lost'] as const;
export type Stage = (typeof STAGES)[number];

export interface LifeSigns {
  readonly tenureMonths: number;
  /** Left in this month. */
  readonly lost: boolean;
  /** Mean monthly revenue of the last 3 months, and of the 3 before; NaN where there is none. */
  readonly recentRevenue: number;
  readonly earlierRevenue: number;
}

/** Up to this many whole months a customer is new. */
export const NEW_MONTHS = 6;
/** Revenue of three months against the three before: above is growing, below is declining. */
export const GROWTH = 1.1;
export const DECLINE = 0.9;

export function stageOf({ tenureMonths, lost, recentRevenue, earlierRevenue }: LifeSigns): Stage {
  if (lost) return 'lost';
  if (tenureMonths < NEW_MONTHS) return 'new';
  if (!(earlierRevenue > 0) || Number.isNaN(recentRevenue)) return 'mature';
  const change = recentRevenue / earlierRevenue;
  if (change >= GROWTH) return 'growing';
  return change <= DECLINE ? 'declining' : 'mature';
}

/** The same in ClickHouse, from expressions; revenue as Float64 with NaN. */
export function stageSql(signs: { tenureMonths: string; lost: string; recent: string; earlier: string }): string {
  const { tenureMonths, lost, recent, earlier } = signs;
  return `multiIf(${lost}, 'lost', ${tenureMonths} < ${NEW_MONTHS}, 'new',
    NOT (${earlier} > 0) OR isNaN(${recent}), 'mature',
    ${recent} / ${earlier} >= ${GROWTH}, 'growing', ${recent} / ${earlier} <= ${DECLINE}, 'declining', 'mature')`;
}
