import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from 'pino';
import type { GraphqlContext } from './context.js';
import { createErrorFormat, statusOf } from './errors.js';
import { executorOf } from './execute.js';
import { DOCUMENT_LIMITS, documentLimits } from './limits.js';
import { stringify } from './made-json.js';
import type { Schemas } from './schema/schema.js';

/** An Apollo server for one schema. The callers are signed in by then, so introspection is theirs to use. */
export async function startServer(schemas: Schemas, log: Logger): Promise<ApolloServer<GraphqlContext>> {
  const limits = documentLimits();
  const server = new ApolloServer<GraphqlContext>({
    gateway: executorOf(schemas),
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    stringifyResult: stringify,
    formatError: createErrorFormat(log),
    parseOptions: { maxTokens: DOCUMENT_LIMITS.tokens },
    validationRules: limits.validationRules,
    // Cache control would wrap every field's resolver, which large answers feel.
    plugins: [
      ...limits.plugins,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      statusPlugin,
    ],
    logger: {
      debug: (message) => log.debug({ event: 'apollo', message }),
      info: (message) => log.debug({ event: 'apollo', message }),
      warn: (message) => log.warn({ event: 'apollo', message }),
      error: (message) => log.error({ event: 'apollo', message }),
    },
  });
  await server.start();
  return server;
}

/** An answer without any data has the status of what went wrong; one with some data is a 200 with errors beside it. */
const statusPlugin: ApolloServerPlugin<GraphqlContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response }) {
        if (response.body.kind !== 'single') return;
        const { data, errors } = response.body.singleResult;
        const nothing = !data || Object.values(data).every((value) => value === null);
        const status = nothing ? statusOf(errors) : undefined;
        if (status !== undefined) response.http.status = status;
      },
    };
  },
};
