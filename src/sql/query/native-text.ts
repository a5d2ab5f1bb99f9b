import { GUARD_SCHEMA, SHOWN_RELATIONS } from '../catalogue/introspection.js';
import { as, walk } from './ast.js';
import type { ParsedStatement } from './parser.js';

/**
 * The client's text with the few names replaced that clients read through a view of their own: what would show them more than
 * their catalogue, or it otherwise than it is. Only those words are touched; everything else goes to Postgres as it came.
 */
export function nativeText({ node, text, start }: ParsedStatement): string {
  const places: number[] = [];
  walk(node, (inner) => {
    const range = as(inner, 'RangeVar');
    if (!range || !SHOWN_RELATIONS.has(range.relname ?? '')) return;
    if (range.schemaname === undefined || range.schemaname === 'pg_catalog') places.push((range.location ?? 0) - start);
  });
  if (places.length === 0) return text;
  let bytes = Buffer.from(text, 'utf8');
  for (const place of places.sort((a, b) => b - a)) {
    const [name, relation = ''] = NAME.exec(bytes.toString('utf8', place)) ?? [];
    if (name === undefined) continue;
    const replaced = Buffer.from(`${GUARD_SCHEMA}.${relation.toLowerCase()}`);
    bytes = Buffer.concat([bytes.subarray(0, place), replaced, bytes.subarray(place + Buffer.byteLength(name))]);
  }
  return bytes.toString('utf8');
}

const NAME = new RegExp(`^(?:"?pg_catalog"?\\s*\\.\\s*)?"?(${[...SHOWN_RELATIONS].join('|')})"?`, 'i');
