/** A value that the door binds to a statement of its own, in text format. */
export interface BoundValue {
  readonly typeOid: number;
  readonly value: string | null;
}

/** A value that the client bound, as it came over the wire. */
export interface BoundParameter {
  readonly typeOid: number;
  /** 0 is text, 1 is binary. */
  readonly format: number;
  readonly value: Buffer | null;
}

/** What a plan may use while it runs. */
export interface RunContext {
  /** How many parameters the client bound; the door's own are numbered after them. */
  readonly parameterCount: number;
  readonly signal: AbortSignal;
  /** What the client bound as this parameter; undefined while its type is not known yet. */
  parameter(number: number): BoundParameter | undefined;
  /** Runs a statement in the client's transaction with the client's parameters and more; rows as text. */
  evaluate(sql: string, values: readonly BoundValue[]): Promise<readonly (readonly (string | null)[])[]>;
}

/** The statement that gives the client its rows, over the blocks' rows as bound arrays. */
export interface Finish {
  readonly sql: string;
  readonly values: readonly BoundValue[];
}
