import { GUARD_SCHEMA } from '../catalogue/template.js';
import { as, walk } from './ast.js';
import type { ParsedStatement } from './parser.js';

/**
 * The client's text with the few names replaced that would show it more than its own catalogue. Only those words are
 * touched; everything else goes to Postgres as it came.
 */
export function nativeText({ node, text, start }: ParsedStatement): string {
  const places: number[] = [];
  walk(node, (inner) => {
    const range = as(inner, 'RangeVar');
    const database = range?.relname === 'pg_database' && [undefined, 'pg_catalog'].includes(range.schemaname);
    if (range && database && range.location !== undefined) places.push(range.location - start);
    if (range && database && range.location === undefined) places.push(-start);
  });
  if (places.length === 0) return text;
  let bytes = Buffer.from(text, 'utf8');
  for (const place of places.sort((a, b) => b - a)) {
    const name = /^(?:"?pg_catalog"?\s*\.\s*)?"?pg_database"?/i.exec(bytes.toString('utf8', place))?.[0];
    if (name === undefined) continue;
    const replaced = Buffer.from(`${GUARD_SCHEMA}.pg_database`);
    bytes = Buffer.concat([bytes.subarray(0, place), replaced, bytes.subarray(place + Buffer.byteLength(name))]);
  }
  return bytes.toString('utf8');
}
