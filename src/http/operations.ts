import { Router } from 'express';
import type { Registry } from 'prom-client';

export interface Readiness {
  readonly ready: boolean;
  /** Each part in a word or two, such as {warehouse: 'ok', scores: 'fitting'}. Nothing of the data. */
  readonly parts: Readonly<Record<string, string>>;
  /** How far work in the background is, by part: `{scores: {percent: 42, label: 'comparing models'}}`. */
  readonly progress?: Readonly<Record<string, { readonly percent: number; readonly label: string }>>;
}

/** /healthz: the process answers. /readyz: every part does. /metrics: counters for Prometheus. */
export function operationsRoutes(readiness: () => Promise<Readiness>, registry: Registry): Router {
  const routes = Router();
  routes.get('/healthz', (_request, response) => response.json({ status: 'ok' }));
  routes.get('/readyz', (_request, response, next) => {
    readiness()
      .then((state) => response.status(state.ready ? 200 : 503).json(state))
      .catch(next);
  });
  routes.get('/metrics', (_request, response, next) => {
    registry
      .metrics()
      .then((text) => response.set('Content-Type', registry.contentType).send(text))
      .catch(next);
  });
  return routes;
}
