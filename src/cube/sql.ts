import { TenureError } from '../errors/errors.js';
import type { CubeContext } from './core.js';
import { namedValues } from './dialect/params.js';

export type CubeFilter =
  | { readonly and: readonly CubeFilter[] }
  | { readonly or: readonly CubeFilter[] }
  | { readonly member: string; readonly operator: string; readonly values?: readonly (string | null)[] };

/** A question in Cube's own terms. Members by full name, or member expressions as JSON. */
export interface CubeQuery {
  readonly measures?: readonly string[];
  readonly dimensions?: readonly string[];
  readonly timeDimensions?: readonly {
    readonly dimension: string;
    readonly granularity?: string;
    /** As Cube's REST takes it: two days, or words such as `last month`. */
    readonly dateRange?: unknown;
  }[];
  readonly filters?: readonly CubeFilter[];
  readonly segments?: readonly string[];
  readonly timezone?: string;
  readonly ungrouped?: boolean;
  /** Values of the `$0$`, `$1$`, … that member expressions hold. */
  readonly expressionValues?: readonly string[];
}

/** A statement for the engine of its data source, without order or limit. */
export interface CubeSql {
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
  readonly values: readonly unknown[];
  readonly dataSource: 'default' | 'store';
  /** Result column → member (`churn.month.quarter` for a bucket). */
  readonly aliases: Readonly<Record<string, string>>;
}

interface GatewaySql {
  readonly sql?: {
    readonly sql: readonly [string, readonly unknown[]];
    readonly aliasNameToMember: Readonly<Record<string, string>>;
    readonly dataSource?: string;
  };
  readonly error?: unknown;
}

interface Gateway {
  sql(request: object): Promise<unknown>;
}

/** Cube's SQL for a question, under the access policy of the context. Throws what Cube finds wrong as BAD_REQUEST. */
export async function sqlOf(gateway: object, query: CubeQuery, context: CubeContext): Promise<CubeSql> {
  const { expressionValues, ...asked } = query;
  let answer: GatewaySql | undefined;
  let status: number | undefined;
  await (gateway as Gateway).sql({
    query: structuredClone({ ...asked, order: [] }),
    context: context as never,
    memberExpressions: expressionValues !== undefined,
    expressionParams: expressionValues && [...expressionValues],
    disableLimitEnforcing: true,
    res: (message: unknown, options?: { readonly status?: number }) => {
      answer = message as GatewaySql;
      status = options?.status;
    },
  });
  if (!answer?.sql) throw refusal(answer?.error, status);
  const { sql, aliasNameToMember, dataSource } = answer.sql;
  const [text, values] = sql;
  return {
    text,
    params: namedValues(values),
    values,
    dataSource: dataSource === 'store' ? 'store' : 'default',
    aliases: aliasNameToMember,
  };
}

function refusal(error: unknown, status: number | undefined): TenureError {
  const message = typeof error === 'string' ? error.replace(/^Error: /, '') : 'The question could not be planned.';
  if (status === 403) return new TenureError('FORBIDDEN', message);
  return new TenureError('BAD_REQUEST', message);
}
