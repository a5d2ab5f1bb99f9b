import { literal, parameterText } from '../parameters.js';

/** Longer ones make an address that proxies refuse: many stop at 8 kB, all of it counted. */
const LONGEST_IN_ADDRESS = 2_048;

interface Sent {
  readonly query: string;
  readonly query_params?: Record<string, unknown> | undefined;
}

/** Quoted text and names and comments, which are left alone, or a placeholder such as `{p0:Array(String)}`. */
const PIECES = /--[^\n]*|\/\*.*?\*\/|'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.)*`|\{(\w+):([^{}]+)\}/gs;

/**
 * The same statement with its long parameters as literals of its text. In the address they would be too long, and in the fields of
 * a multipart body a server takes 128 KiB at most (http_max_field_value_size of the user's profile). A value is one string
 * literal, cast to the placeholder's type: the engine reads it as it reads the parameter.
 */
export function longParametersInText<T extends Sent>(sent: T): T {
  const { query_params: parameters } = sent;
  if (!parameters) return sent;
  const texts = new Map(Object.entries(parameters).map(([name, value]) => [name, parameterText(value)]));
  const length = (name: string, text: string) => name.length + encodeURIComponent(text).length + 'param_=&'.length;
  let inAddress = [...texts].reduce((sum, [name, text]) => sum + length(name, text), 0);
  const moved = new Set<string>();
  for (const [name, text] of [...texts].sort(([, one], [, other]) => other.length - one.length)) {
    if (inAddress <= LONGEST_IN_ADDRESS) break;
    moved.add(name);
    inAddress -= length(name, text);
  }
  if (moved.size === 0) return sent;
  const query = sent.query.replace(PIECES, (piece, name?: string, type?: string) =>
    name === undefined || type === undefined || !moved.has(name) ? piece : cast(parameters[name], type),
  );
  const kept = Object.fromEntries(Object.entries(parameters).filter(([name]) => !moved.has(name)));
  return { ...sent, query, query_params: kept };
}

function cast(value: unknown, type: string): string {
  if (value === null || value === undefined) return `CAST(NULL, ${literal(type)})`;
  // The text of a plain string is not escaped as in an address, since nothing reads it as a field of a line.
  return `CAST(${literal(typeof value === 'string' ? value : parameterText(value))}, ${literal(type)})`;
}
