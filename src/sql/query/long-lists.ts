/** Shorter lists stay as they are written. */
const LONG_LIST = 1000;

const TEXT = "'[^']*(?:''[^']*)*'";
const NUMBER = String.raw`[-+]?\d{1,9}(?![\w.])`;
const listOf = (item: string): string => String.raw`\(\s*(${item}(?:\s*,\s*${item}){${LONG_LIST},})\s*\)`;
/** What may hold something that only looks like a list, and lists themselves. */
const PIECES = new RegExp(
  [
    String.raw`\b[eE]'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'`,
    String.raw`\b[uU]&(?=['"])`,
    String.raw`\b(NOT\s+)?IN\s*(?:${listOf(TEXT)}|${listOf(NUMBER)})`,
    TEXT,
    '"[^"]*"',
    String.raw`\$([A-Za-z_]\w*)?\$[\s\S]*?\$\4\$`,
    String.raw`--[^\n]*`,
  ].join('|'),
  'gi',
);

/**
 * A statement whose long lists of literals are arrays, which mean the same and are one node to the parser and to everybody after
 * it: `x IN ('a', 'b', …)` becomes `x = ANY ('{"a","b",…}')`. Statements with block comments, which may hold anything, stay.
 */
export function withoutLongLists(sql: string): string {
  if (sql.length < 2 * LONG_LIST || sql.includes('/*')) return sql;
  return sql.replace(PIECES, (whole, not?: string, texts?: string, numbers?: string) => {
    const array = texts ? arrayOfTexts(texts) : numbers ? `'{${numbers.replace(/[\s+]/g, '')}}'::int[]` : undefined;
    return array === undefined ? whole : `${not ? '<> ALL' : '= ANY'} (${array})`;
  });
}

/** Quotes stay doubled, since the array is a literal too. */
function arrayOfTexts(list: string): string {
  const items = list.match(/'[^']*(?:''[^']*)*'/g) ?? [];
  return `'{${items.map((item) => `"${item.slice(1, -1).replace(/[\\"]/g, '\\$&')}"`).join(',')}}'`;
}
