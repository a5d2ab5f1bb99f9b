import type { CopyFormat } from '../encode/copy-format.js';
import { as, type Node } from '../query/ast.js';
import type { CopiedQuery } from '../query/planned.js';
import { toSql } from '../query/to-sql.js';

/** COPY (query) TO STDOUT: the query, and its lines where the door writes them. */
export function copiedQuery(node: Node): CopiedQuery | undefined {
  const copy = as(node, 'CopyStmt');
  const lines = copy?.query && copyFormat(copy.options ?? []);
  return copy?.query && lines ? { sql: toSql(copy.query), lines } : undefined;
}

/** Undefined for what is left to Postgres: the binary format, other encodings, forced quotes, options that it refuses. */
function copyFormat(options: readonly Node[]): CopyFormat | undefined {
  const given = new Map<string, string>();
  for (const option of options) {
    const { defname = '', arg } = as(option, 'DefElem') ?? {};
    const value = valueOf(arg);
    if (value === undefined || given.has(defname) || !KNOWN.has(defname)) return undefined;
    given.set(defname, value);
  }
  const format = given.get('format') ?? 'text';
  if (format !== 'text' && format !== 'csv') return undefined;
  const csv = format === 'csv';
  const header = TRUTH[(given.get('header') ?? 'false').toLowerCase()];
  const quote = given.get('quote') ?? '"';
  const found = {
    format,
    delimiter: given.get('delimiter') ?? (csv ? ',' : '\t'),
    null: given.get('null') ?? (csv ? '' : '\\N'),
    quote,
    escape: given.get('escape') ?? quote,
  } as const;
  // What Postgres would refuse it is to refuse itself.
  const plain = [found.delimiter, found.quote, found.escape].every((letter) => /^[\t -~]$/.test(letter));
  if (header === undefined || !plain || !/^[ -~]*$/.test(found.null)) return undefined;
  if (csv ? found.delimiter === quote : given.has('quote') || given.has('escape')) return undefined;
  if (found.null.includes(found.delimiter) || (csv && found.null.includes(quote))) return undefined;
  if (!csv && /[\\.a-z0-9]/.test(found.delimiter)) return undefined;
  return { ...found, header };
}

const KNOWN: ReadonlySet<string> = new Set(['format', 'delimiter', 'null', 'header', 'quote', 'escape']);
const TRUTH: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  '1': true,
  false: false,
  off: false,
  '0': false,
};

function valueOf(arg: Node | undefined): string | undefined {
  if (!arg) return 'true';
  const flag = as(arg, 'Boolean');
  if (flag) return flag.boolval ? 'true' : 'false';
  const number = as(arg, 'Integer');
  return number ? String(number.ival ?? 0) : as(arg, 'String')?.sval;
}
