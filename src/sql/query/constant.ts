/** How a constant's value is to be read. */
export type ConstantKind = 'text' | 'number' | 'boolean' | 'date' | 'timestamp' | 'json';

export interface Constant {
  /** ISO dates, plain numbers, text; null for SQL NULL. */
  readonly value: string | null;
  /** For a date: the constant is a later moment of that day, not its midnight. */
  readonly later: boolean;
}

/** The constants of a statement in their order, once they are known. */
export type Values = readonly Constant[];
