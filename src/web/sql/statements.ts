export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a statement must not be cut in: strings, quoted names, dollar quotes and comments, closed or not. */
const WHOLE =
  /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$([A-Za-z_]*)\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|;/g;

/** Where the statements of a text are, without their semicolons and the space around them. */
export function statementsOf(text: string): readonly Span[] {
  const found: Span[] = [];
  let start = 0;
  const add = (end: number) => {
    const piece = text.slice(start, end);
    const lead = piece.length - piece.trimStart().length;
    if (piece.trim() !== '') found.push({ from: start + lead, to: start + piece.trimEnd().length });
  };
  for (const match of text.matchAll(WHOLE)) {
    if (match[0] !== ';') continue;
    add(match.index);
    start = match.index + 1;
  }
  add(text.length);
  return found;
}

/** The statement that the cursor is in or behind; the first one before all of them; null where there is none. */
export function statementAt(text: string, cursor: number): Span | null {
  const spans = statementsOf(text);
  return spans.findLast((span) => span.from <= cursor) ?? spans[0] ?? null;
}
