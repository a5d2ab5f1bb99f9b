import Module, { createRequire } from 'node:module';

/** Those of them that say of themselves that they are ES modules, which decides what a default import of them is. */
const ES_MODULES: ReadonlySet<string> = new Set([
  '@babel/generator',
  '@babel/parser',
  '@babel/traverse',
  '@babel/types',
]);

/**
 * What only Cube's own server, its development mode, its transpiling workers and its store use. This server plans with Cube and does nothing else with it, so
 * these stay unloaded until somebody reads anything of them: they are half of what loading Cube costs. Cube is pinned, and
 * imports them by these names.
 */
const DEFERRED: ReadonlySet<string> = new Set([
  '@babel/generator',
  '@babel/parser',
  '@babel/traverse',
  '@babel/types',
  '@cubejs-backend/cloud',
  '@cubejs-backend/cubestore-driver',
  '@cubejs-backend/templates',
  './DevServer',
  './graphql',
  './jwk',
  './scaffolding',
  './ws/subscription-server',
  '../parser/PythonParser',
  'chrono-node',
  'cross-spawn',
  'express-graphql',
  'http-proxy-middleware',
  'jsonwebtoken',
  'node-fetch',
  'shelljs',
]);

type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => unknown;

/** Node's own loader of CommonJS modules. */
const loader = Module as unknown as { _load: Load };
const load = createRequire(import.meta.url);

/** Requires a part of Cube without what only its server needs. */
export function requireCube(request: string): unknown {
  const stock = loader._load;
  loader._load = (asked, parent, isMain) =>
    DEFERRED.has(asked) && parent?.filename?.includes('@cubejs-backend')
      ? deferred(ES_MODULES.has(asked), () => stock(asked, parent, isMain) as object)
      : stock(asked, parent, isMain);
  try {
    return load(request);
  } finally {
    loader._load = stock;
  }
}

/** Stands for a module until something of it is read, but for `__esModule`, which compiled imports look at first. */
function deferred(isEsModule: boolean, loadIt: () => object): object {
  let loaded: object | undefined;
  const module = () => {
    loaded ??= loadIt();
    return loaded;
  };
  return new Proxy(function standIn() {}, {
    get: (_target, key) => (key === '__esModule' ? isEsModule : Reflect.get(module(), key)),
    has: (_target, key) => Reflect.has(module(), key),
    apply: (_target, self, given) => Reflect.apply(module() as () => unknown, self, given),
    construct: (_target, given) => Reflect.construct(module() as new () => object, given),
  });
}
