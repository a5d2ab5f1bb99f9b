/** What a value is, for a door to encode and a page to format. */
export type ValueType =
  | 'string'
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'array'
  | 'json';

export interface AnswerColumn {
  readonly name: string;
  readonly role: 'measure' | 'dimension';
  readonly type: ValueType;
  /** The engine's own type. */
  readonly engineType: string;
  readonly title: string;
  /** Unit of a measure (`CNY`, `customers`, `ratio`, `MB`, …) where the model declares one. */
  readonly unit?: string;
  readonly format?: string;
}

/** Integers beyond 2^53 and decimals are strings; dates `YYYY-MM-DD`; timestamps ISO 8601 without zone, in the query's zone. */
export type Cell = string | number | boolean | null | readonly Cell[];

/** Rows with their columns and the proof of where they come from. */
export interface SemanticAnswer {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly receipt: Receipt;
}

export interface Receipt {
  /** What each measure means, with the arguments it was asked with. */
  readonly definitions: readonly MeasureDefinition[];
  /** The SQL that ran; only for analyst and admin, otherwise null. */
  readonly sql: string | null;
  /** Which layer of granularity answered: the projection's or table's name. */
  readonly layer: string;
  readonly rowsRead: number;
  readonly durationMs: number;
  /** The published snapshot that all rows come from. */
  readonly snapshot: string;
  /** When that snapshot was published, ISO 8601 UTC. */
  readonly freshness: string | null;
  readonly complete: boolean;
  /** Why the answer is not complete, in words; null when it is. */
  readonly incompleteBecause: string | null;
  readonly cached: boolean;
}

export interface MeasureDefinition {
  readonly measure: string;
  /** The view that it is of: the one asked, or the one beside it. */
  readonly view: string;
  /** The month it is as of, `YYYY-MM`, where that view holds one month alone. */
  readonly month: string | null;
  readonly title: string;
  readonly description: string;
  readonly unit: string | null;
  readonly additivity: string | null;
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
}
