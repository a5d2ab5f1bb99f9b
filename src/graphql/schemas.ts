import { createHash } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Principal } from '../access/principal.js';
import type { Catalog } from '../semantic/contract/catalog.js';
import type { SemanticService } from '../semantic/contract/service.js';
import type { GraphqlContext } from './context.js';
import { buildSchemas } from './schema/schema.js';
import type { Language } from './schema/view-members.js';
import { startServer } from './server-for-schema.js';

export type ServerFor = (principal: Principal, language: Language) => Promise<ApolloServer<GraphqlContext>>;

/** Servers kept by what they show: callers who see the same members in the same language share one. */
export function createSchemas(
  semantic: Pick<SemanticService, 'catalog' | 'modelVersion' | 'roles'>,
  log: Logger,
): ServerFor {
  const servers = new LRUCache<string, Promise<ApolloServer<GraphqlContext>>>({ max: 32 });
  const keys = new WeakMap<Catalog, string>();

  function keyOf(catalog: Catalog): string {
    const known = keys.get(catalog);
    if (known) return known;
    const key = createHash('sha256').update(JSON.stringify(catalog)).digest('base64');
    keys.set(catalog, key);
    return key;
  }

  return async (principal, language) => {
    const [version, catalog] = await Promise.all([semantic.modelVersion(), semantic.catalog(principal)]);
    const admin = semantic.roles().may(principal, 'operations');
    const key = `${version} ${language} ${admin} ${keyOf(catalog)}`;
    const known = servers.get(key);
    if (known) return known;
    const started = startServer(buildSchemas(catalog, language, admin), log);
    servers.set(key, started);
    started.catch(() => servers.delete(key));
    return started;
  };
}
