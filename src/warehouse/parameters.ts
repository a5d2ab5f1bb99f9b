/** SQL string literal. Backslash and quote are the only characters that could end it early. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/**
 * A parameter's value in the form ClickHouse reads query parameters in (the same as over HTTP): escaped text at the top,
 * quoted inside arrays and maps.
 */
export function parameterText(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escaped(value);
  return nested(value);
}

function nested(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  switch (typeof value) {
    case 'string':
      return `'${escaped(value)}'`;
    case 'number':
      return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (Array.isArray(value)) return `[${value.map(nested).join(',')}]`;
      if (value instanceof Date) return String(value.getTime() / 1000);
      return `{${Object.entries(value)
        .map(([key, item]) => `${nested(key)}:${nested(item)}`)
        .join(',')}}`;
    default:
      throw new TypeError(`A ${typeof value} cannot be a query parameter`);
  }
}

function escaped(text: string): string {
  return text.replace(/[\\'\t\n\r\0]/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
};
