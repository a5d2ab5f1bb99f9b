import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ValidationRule } from 'graphql';
import type { GraphqlContext } from './context.js';

/** What a document may ask for, before anything of it runs. */
export const DOCUMENT_LIMITS = { depth: 16, aliases: 60, directives: 40, tokens: 4000 } as const;

/**
 * Bounds the shape of documents. What they cost the engine is bounded where it is known: in questions and rows, see
 * budget.ts. Suggestions of names stay on, since the schema holds only what the caller may see.
 */
export function documentLimits(): {
  readonly validationRules: ValidationRule[];
  readonly plugins: ApolloServerPlugin<GraphqlContext>[];
} {
  const { depth, aliases, directives } = DOCUMENT_LIMITS;
  const { validationRules, plugins } = new ApolloArmor({
    blockFieldSuggestion: { enabled: false },
    costLimit: { enabled: false },
    maxDepth: { n: depth, ignoreIntrospection: true },
    maxAliases: { n: aliases },
    maxDirectives: { n: directives },
    maxTokens: { enabled: false },
  }).protect();
  // Its types come from Apollo's CommonJS build, ours from the same version's ESM build.
  return { validationRules, plugins: plugins as unknown as ApolloServerPlugin<GraphqlContext>[] };
}
