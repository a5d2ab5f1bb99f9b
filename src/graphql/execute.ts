import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { type DocumentNode, execute, Kind, type SelectionNode } from 'graphql';
import type { GraphqlContext } from './context.js';
import type { Schemas } from './schema/schema.js';

type Gateway = ApolloServerOptionsWithGateway<GraphqlContext>['gateway'];

/**
 * Runs documents that Apollo has validated against the schema as callers know it on the one whose rows are leaves: the resolver
 * of a view makes them by the selection, and nothing goes through them again. Documents that ask about the schema itself run on
 * the one they ask about, where every field of a row is found under its response key.
 */
export function executorOf({ shown, run }: Schemas): Gateway {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: shown, coreSupergraphSdl: '' });
      return () => {};
    },
    load: async () => ({
      executor: async ({ document, request, context, operationName }) =>
        execute({
          schema: asksSchema(document) ? shown : run,
          document,
          contextValue: context,
          variableValues: request.variables,
          operationName,
        }),
    }),
    stop: async () => {},
  };
}

/** Whether `__schema` or `__type` is asked at the top of an operation, or in a fragment, which may stand there. */
function asksSchema({ definitions }: DocumentNode): boolean {
  const asks = ({ selections }: { readonly selections: readonly SelectionNode[] }): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return asks(selection.selectionSet);
      return selection.kind === Kind.FIELD && /^__(schema|type)$/.test(selection.name.value);
    });
  return definitions.some(
    (definition) => 'selectionSet' in definition && definition.selectionSet && asks(definition.selectionSet),
  );
}
