// What stands in the JSON fields of the schema, of which GraphQL itself says nothing.

export type Scalar = string | number | boolean | null;
export type Cell = Scalar | readonly Cell[];

export interface FilterInput {
  readonly member?: string;
  readonly operator?: string;
  readonly values?: readonly Scalar[];
  readonly and?: readonly FilterInput[];
  readonly or?: readonly FilterInput[];
}
