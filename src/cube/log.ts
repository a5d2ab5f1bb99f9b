import type { Logger } from 'pino';

const WARNINGS = /error|warning|failed/i;
/** What may be kept of Cube's messages: never queries with values, contexts, headers or tokens. */
const KEPT = ['requestId', 'duration', 'version', 'path', 'status', 'warning'] as const;

/** Cube's log lines as structured events. Tokens never reach it: sign-in happens before Cube's routes. */
export function cubeLogger(log: Logger): (message: string, params: Record<string, unknown>) => void {
  return (message, params) => {
    const fields: Record<string, unknown> = { cube: message };
    for (const name of KEPT) if (params[name] !== undefined) fields[name] = params[name];
    if (WARNINGS.test(message)) log.warn({ ...fields, error: firstLine(params['error']) }, 'cube.warning');
    else log.debug(fields, 'cube.event');
  };
}

function firstLine(error: unknown): string | undefined {
  return typeof error === 'string' ? error.split('\n', 1)[0] : undefined;
}
