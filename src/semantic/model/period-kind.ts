export const PERIOD_KINDS = [
  'previous',
  'change',
  'rolling',
  'to_date',
  'share',
  'rank',
  'closing',
  'change_low',
  'change_high',
  'change_small',
] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A measure made of another one over the rows around: earlier months, the same parent, or the last month that any has. */
export interface Period {
  readonly kind: PeriodKind;
  /** Column of the inner statement that holds the measure it is made of. */
  readonly base: string;
  readonly months: number;
  /** Member of the model by which months are counted, where only one will do. */
  readonly time?: string;
}

/** Whether the months before the asked ones are needed too. */
export function looksBack({ kind }: Period): boolean {
  return kind !== 'share' && kind !== 'rank' && kind !== 'closing';
}
