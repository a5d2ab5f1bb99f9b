import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { QuestionLog } from './question-log.js';

const named = z.array(z.string());
const querySchema = z.looseObject({
  measures: named.default([]),
  dimensions: named.default([]),
  timeDimensions: z.array(z.looseObject({ dimension: z.string() })).default([]),
  filters: z.array(z.looseObject({ member: z.string().optional() })).default([]),
});

/** Logs the questions of Cube REST, which do not pass through our own semantic layer: when the answer is out. */
export function logRest(log: QuestionLog): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const at = log.clock().toISOString();
    response.once('finish', () => {
      const user = request.principal?.user;
      const asked = queryOf(request.query.query ?? (request.body as { query?: unknown } | undefined)?.query);
      if (!user || !asked) return;
      const members = [...asked.measures, ...asked.dimensions, ...asked.timeDimensions.map((one) => one.dimension)];
      log.add({
        at,
        door: 'rest',
        user,
        view: members[0]?.split('.')[0] ?? '',
        measures: asked.measures.map(own),
        dimensions: [...asked.dimensions, ...asked.timeDimensions.map((one) => one.dimension)].map(own),
        filteredBy: asked.filters.flatMap(({ member }) => (member ? [own(member)] : [])),
        durationMs: Math.round(performance.now() - started),
        rowsRead: null,
        layer: null,
        cached: false,
        error: response.statusCode < 400 ? null : String(response.statusCode),
      });
    });
    next();
  };
}

const own = (member: string): string => member.split('.').slice(1).join('.') || member;

function queryOf(given: unknown): z.infer<typeof querySchema> | null {
  try {
    return querySchema.parse(typeof given === 'string' ? JSON.parse(given) : given);
  } catch {
    return null; // Cube has told the caller what is wrong with it.
  }
}
