import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { asTenureError, ERROR_KINDS, type ErrorKind, TenureError } from '../errors/errors.js';

/** What GraphQL itself finds wrong with a document, in the one table of error kinds. */
const KIND_OF_APOLLO_CODE: Readonly<Record<string, ErrorKind>> = {
  [ApolloServerErrorCode.GRAPHQL_PARSE_FAILED]: 'BAD_REQUEST',
  [ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED]: 'BAD_REQUEST',
  [ApolloServerErrorCode.BAD_USER_INPUT]: 'BAD_REQUEST',
  [ApolloServerErrorCode.BAD_REQUEST]: 'BAD_REQUEST',
  [ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE]: 'BAD_REQUEST',
  [ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND]: 'NOT_FOUND',
  [ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED]: 'NOT_SUPPORTED',
};

/** Errors as callers see them: `extensions.code` is the kind, nothing of the inside is told. */
export function createErrorFormat(log: Logger) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(thrown);
    const fromGraphql = kindOfGraphqlError(formatted);
    if (!(original instanceof TenureError) && fromGraphql)
      return { ...formatted, extensions: extensionsOf(fromGraphql) };
    const error = asTenureError(original);
    if (error.httpStatus >= 500 && error.kind !== 'NOT_READY' && error.kind !== 'OVERLOADED')
      log.error({ event: 'graphql.failed', kind: error.kind, err: error.cause ?? error });
    return {
      message: error.message,
      ...(formatted.locations ? { locations: formatted.locations } : {}),
      ...(formatted.path ? { path: formatted.path } : {}),
      extensions: { ...extensionsOf(error.kind), ...(error.hint === undefined ? {} : { hint: error.hint }) },
    };
  };
}

function kindOfGraphqlError({ message, extensions }: GraphQLFormattedError): ErrorKind | undefined {
  const unknownField = /^Cannot query field "[^"]*" on type "([^"]*)"/.exec(message);
  if (unknownField) return unknownField[1] === 'Query' ? 'UNKNOWN_VIEW' : 'UNKNOWN_MEMBER';
  if (/limit of \d+ exceeded|more that \d+ tokens/.test(message)) return 'TOO_LARGE';
  if (/^Field "[^"]*" is not defined by type "[^"]*(Where|OrderBy)"/.test(message)) return 'UNKNOWN_MEMBER';
  return KIND_OF_APOLLO_CODE[String(extensions?.code)];
}

function extensionsOf(kind: ErrorKind) {
  return { code: kind, retryable: ERROR_KINDS[kind].retryable };
}

/** The status of an answer that is nothing but errors: that of the first. */
export function statusOf(errors: readonly (GraphQLError | GraphQLFormattedError)[] | undefined): number | undefined {
  const code = String(errors?.[0]?.extensions?.code);
  return code in ERROR_KINDS ? ERROR_KINDS[code as ErrorKind].httpStatus : undefined;
}
