import { randomUUID } from 'node:crypto';
import { parameterText } from '../parameters.js';

/** Longer ones make an address that proxies refuse: many stop at 8 kB, all of it counted. */
const LONGEST_IN_ADDRESS = 2_048;

interface Sent {
  readonly query: string;
  readonly query_params?: Record<string, unknown>;
  readonly http_headers?: Record<string, string>;
}

/**
 * The same statement with its parameters in a multipart body. @clickhouse/client does so for queries by itself, and puts
 * those of commands and streams into the address, however long they are.
 */
export function parametersInBody<T extends Sent>(sent: T): T {
  const { query_params: parameters, ...rest } = sent;
  if (!parameters) return sent;
  const parts = Object.entries(parameters).map(([name, value]) => [`param_${name}`, parameterText(value)] as const);
  const length = parts.reduce((sum, [name, text]) => sum + name.length + encodeURIComponent(text).length + 2, 0);
  if (length <= LONGEST_IN_ADDRESS) return sent;
  const boundary = `tenure-${randomUUID()}`;
  const body = [['query', sent.query] as const, ...parts].map(
    ([name, text]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  );
  return {
    ...(rest as T),
    query: `${body.join('')}--${boundary}--\r\n`,
    http_headers: { ...sent.http_headers, 'Content-Type': `multipart/form-data; boundary=${boundary}` },
  };
}
