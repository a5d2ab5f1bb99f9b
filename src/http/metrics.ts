import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, type Registry } from 'prom-client';
import type { HttpDoor } from '../access/http-door.js';

/** Requests by door and status. No label holds anything of a user or of the data. */
export function httpMetrics(registry: Registry, doors: readonly HttpDoor[]): RequestHandler {
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'tenure_http_request_duration_seconds',
    help: 'Time to answer HTTP requests, by door and status.',
    labelNames: ['door', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  return (request, response, next) => {
    const stop = duration.startTimer({ door: doorOf(request.path, doors) });
    response.once('finish', () => stop({ status: String(response.statusCode) }));
    next();
  };
}

function doorOf(path: string, doors: readonly HttpDoor[]): string {
  const door = doors.find((known) => path === known.path || path.startsWith(`${known.path}/`));
  if (door) return door.name;
  if (path.startsWith('/auth')) return 'auth';
  if (/^\/(healthz|readyz|metrics)$/.test(path)) return 'operations';
  return 'page';
}
