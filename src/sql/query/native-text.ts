import { GUARD_SCHEMA, SHOWN_RELATIONS } from '../catalogue/introspection.js';
import { SIGNED_IN_WORDS } from '../catalogue/signed-in.js';
import { as, type Node, walk } from './ast.js';
import type { ParsedStatement } from './parser.js';

/**
 * The client's text with the few names replaced that clients read through a view or function of their own: what would show
 * them more than their catalogue, or it otherwise than it is. Only those words are touched; everything else goes to
 * Postgres as it came.
 */
export function nativeText({ node, text, start }: ParsedStatement): string {
  const places = new Set<number>();
  eachRedirected(node, (location) => places.add(location - start));
  if (places.size === 0) return text;
  let bytes = Buffer.from(text, 'utf8');
  for (const place of [...places].sort((a, b) => b - a)) {
    const rest = bytes.toString('utf8', place);
    const [name, relation = ''] = RELATION.exec(rest) ?? [];
    const [word] = name === undefined ? (USER.exec(rest) ?? []) : [];
    const found = name ?? word;
    if (found === undefined) continue;
    const replaced =
      name === undefined ? `${GUARD_SCHEMA}.${signedInFunction(found)}()` : `${GUARD_SCHEMA}.${relation.toLowerCase()}`;
    bytes = Buffer.concat([
      bytes.subarray(0, place),
      Buffer.from(replaced),
      bytes.subarray(place + Buffer.byteLength(found)),
    ]);
  }
  return bytes.toString('utf8');
}

/** The same in the statement's tree, in place. */
export function redirectCatalogue(node: Node): void {
  eachRedirected(node, (_, redirect) => redirect());
}

const RELATION = new RegExp(
  `^(?:"?tenure"?\\s*\\.\\s*)?(?:"?pg_catalog"?\\s*\\.\\s*)?"?(${[...SHOWN_RELATIONS].join('|')})\\b"?`,
  'i',
);
const USER = /^(?:current_user|session_user|current_role|user)\b/i;

/** Named as its keyword, so that the output column has its name. */
function signedInFunction(keyword: string): string {
  return `"${keyword.toLowerCase()}"`;
}

function eachRedirected(statement: Node, visit: (location: number, redirect: () => void) => void): void {
  const ctes = new Set<string>();
  walk(statement, (node) => {
    const name = as(node, 'CommonTableExpr')?.ctename;
    if (name !== undefined) ctes.add(name);
  });
  walk(statement, (node) => {
    const range = as(node, 'RangeVar');
    if (range && SHOWN_RELATIONS.has(range.relname ?? '')) {
      const own = range.schemaname === undefined && ctes.has(range.relname ?? '');
      if (!own && [undefined, 'pg_catalog'].includes(range.schemaname))
        visit(range.location ?? 0, () => {
          delete range.catalogname;
          range.schemaname = GUARD_SCHEMA;
        });
    }
    const column = as(node, 'ColumnRef');
    const fields = column?.fields ?? [];
    const names = fields.map((field) => as(field, 'String')?.sval);
    const at = names.length - 3;
    if (column && at >= 0 && names[at] === 'pg_catalog' && SHOWN_RELATIONS.has(names[at + 1] ?? ''))
      visit(column.location ?? 0, () => {
        column.fields = [{ String: { sval: GUARD_SCHEMA } }, ...fields.slice(at + 1)];
      });
    const value = as(node, 'SQLValueFunction');
    const word = SIGNED_IN_WORDS[value?.op ?? ''];
    if (value && word !== undefined)
      visit(value.location ?? 0, () => {
        const record = node as Record<string, unknown>;
        delete record.SQLValueFunction;
        record.FuncCall = {
          funcname: [{ String: { sval: GUARD_SCHEMA } }, { String: { sval: word } }],
          funcformat: 'COERCE_EXPLICIT_CALL',
        };
      });
  });
}
