import type { FetchPlan, ForgetPlan, PlannedStatement, SemanticPlan } from '../query/planned.js';
import type { BoundParameter, BoundValue } from '../query/run-context.js';
import type { BindMessage } from '../wire/frontend.js';
import type { InternalStatement } from './backend-link.js';
import type { RowWriter } from './row-writer.js';
import type { Spool } from './spool.js';

export interface Statement {
  readonly plan: PlannedStatement;
  /** Parameter types as Postgres inferred them; the client's own until something was bound. */
  parameterTypes: readonly number[];
  /** The types are Postgres's. */
  typesKnown: boolean;
}

/** What the client bound and the door answers, or has to know of. */
export interface Portal {
  readonly plan: SemanticPlan | FetchPlan | ForgetPlan;
  readonly statement: Statement;
  readonly bind: BindMessage;
  /** The portal of Postgres that holds the answer, once it was executed. */
  answer?: string;
  /** The rows that are fetched by portions, and what writes them. */
  spool?: { readonly rows: Spool; readonly writer: RowWriter };
  /** All rows went to the client. */
  done?: boolean;
}

export const NO_BIND: BindMessage = {
  portal: '',
  statement: '',
  parameterFormats: [],
  parameters: [],
  resultFormats: [],
};

/** A statement of the door's own with the client's parameters and more. */
export function withParametersOf(
  { bind, statement }: Portal,
  sql: string,
  values: readonly BoundValue[],
): InternalStatement {
  const inferred = statement.parameterTypes.slice(0, bind.parameters.length);
  return {
    sql,
    parameterTypes: [...inferred, ...values.map(({ typeOid }) => typeOid)],
    parameterFormats: [...bind.parameters.map((_, at) => formatOf(bind, at)), ...values.map(() => 0)],
    parameters: [...bind.parameters, ...values.map(({ value }) => (value === null ? null : Buffer.from(value)))],
  };
}

/** A parameter's value as it was bound; undefined when there is none or its type is not known yet. */
export function parameterOf({ bind, statement }: Portal, number: number): BoundParameter | undefined {
  const value = bind.parameters[number - 1];
  const typeOid = statement.parameterTypes[number - 1];
  if (!statement.typesKnown || value === undefined || typeOid === undefined) return undefined;
  return { typeOid, value, format: formatOf(bind, number - 1) };
}

/** A Bind has one format for each parameter, one for all, or none for text. */
function formatOf({ parameterFormats }: BindMessage, at: number): number {
  return parameterFormats.length > 1 ? (parameterFormats[at] ?? 0) : (parameterFormats[0] ?? 0);
}
