import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from '../config/config.js';

/** Names of fields that are never written, wherever they stand in what is logged. */
const SECRET_FIELDS = [
  'password',
  'token',
  'secret',
  'verifier',
  'authorization',
  'cookie',
  'securityContext',
  'params',
];

/**
 * The server's log: one JSON line an event, on standard error so that commands can print results on standard output. Tokens,
 * passwords, bound values and security contexts are cut out.
 */
export function createLog(config: Pick<Config, 'logLevel'>, destination?: DestinationStream): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.headers.${field}`]);
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths, censor: '[redacted]' },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
