/** What a conversion makes of a text; says which reason a text has that it cannot be made of. */
export type ConvertedTo = 'number' | 'day' | 'moment';

/** A conversion in a mapping whose failure is told of its row, such as `toFloat64(Seconds)`. */
export interface Conversion {
  /** Null where the text cannot be converted. */
  readonly call: string;
  readonly text: string;
  readonly to: ConvertedTo;
}

export interface Converted {
  /** The expression with conversions that give null instead of failing the statement. */
  readonly sql: string;
  readonly conversions: readonly Conversion[];
}

/** Functions that choose by what their arguments are, so that a conversion in them may be meant not to be used. */
const CHOOSING = new Set(
  'if multiIf ifNull coalesce nullIf isNull isNotNull empty notEmpty or and not transform in notIn'.split(' '),
);
/** Words and signs that choose likewise, and comments, which are not looked into. */
const CHOOSES = /\b(and|or|not|case|between|is)\b|\?|--|\/\*|#/i;
const NULL_FOR_NULLABLE = /^to(Float64|U?Int(8|16|32|64)|Decimal64|Date|DateTime)$/;
const HAS_OR_NULL = new Set(['parseDateTime', 'parseDateTimeBestEffort']);

interface Call {
  readonly name: string;
  readonly start: number;
  readonly nameEnd: number;
  readonly open: number;
  /** Where its arguments are parted. */
  readonly parts: number[];
  readonly inside: readonly string[];
  end: number;
}

interface Edit {
  readonly at: number;
  readonly until: number;
  readonly text: string;
}

/**
 * Finds conversions of texts that nothing else in the expression decides about. The engine gives null for some of them and fails
 * the whole statement for others; here each gives null, and says of which text. Those within `if`, `ifNull` and the like stay as
 * they are, as do the `…OrNull` and `…OrZero` forms: there the mapping itself says what is to be done. The expression has been
 * checked by the engine.
 */
export function convert(expression: string): Converted {
  const plain = blanked(expression);
  if (CHOOSES.test(plain)) return { sql: expression, conversions: [] };
  const edits: Edit[] = [];
  const found: { call: Call; argument: readonly [number, number]; to: ConvertedTo }[] = [];
  for (const call of callsOf(plain)) {
    if (call.inside.some((name) => CHOOSING.has(name))) continue;
    const one = conversionOf(call, expression, plain);
    if (!one) continue;
    edits.push(...one.edits);
    found.push({ call, argument: one.argument, to: one.to });
  }
  const render = (from: number, until: number) => edited(expression, edits, from, until);
  return {
    sql: render(0, expression.length),
    conversions: found.map(({ call, argument, to }) => ({
      call: render(call.start, call.end),
      text: render(...argument),
      to,
    })),
  };
}

function conversionOf(
  call: Call,
  expression: string,
  plain: string,
): { edits: Edit[]; argument: readonly [number, number]; to: ConvertedTo } | undefined {
  const { name, nameEnd, open, parts, end } = call;
  const first = [open + 1, parts[0] ?? end - 1] as const;
  const nullable = ([from, until]: readonly [number, number]): Edit[] => [
    { at: from, until: from, text: 'toNullable(' },
    { at: until, until, text: ')' },
  ];
  if (NULL_FOR_NULLABLE.test(name)) return { edits: nullable(first), argument: first, to: kindOf(name.slice(2)) };
  if (HAS_OR_NULL.has(name))
    return { edits: [{ at: nameEnd, until: nameEnd, text: 'OrNull' }], argument: first, to: 'moment' };
  // This one takes nothing but a text, so that only a column, which is one, can be given to it.
  if (name === 'toDateTime64' && /^\s*(\w+|`[^`]*`)\s*$/.test(expression.slice(...first)))
    return { edits: [{ at: nameEnd, until: nameEnd, text: 'OrNull' }], argument: first, to: 'moment' };
  if (name.toUpperCase() !== 'CAST') return undefined;
  const as = /\sas\s(?!.*\sas\s)/is.exec(plain.slice(open + 1, end - 1));
  const split = parts[0] ?? (as ? open + 1 + as.index : undefined);
  if (split === undefined) return undefined;
  const type = expression
    .slice(split + (parts.length > 0 ? 1 : 4), end - 1)
    .trim()
    .replace(/^'(.*)'$/s, '$1');
  if (!/^(U?Int\d+|Float\d+|Decimal\d*\s*\(.*\)|Date|Date32|DateTime.*)$/.test(type)) return undefined;
  const argument = [open + 1, split] as const;
  return {
    edits: [...nullable(argument), { at: split, until: end - 1, text: `, 'Nullable(${type.replaceAll("'", "\\'")})'` }],
    argument,
    to: kindOf(type),
  };
}

function kindOf(type: string): ConvertedTo {
  if (type.startsWith('DateTime')) return 'moment';
  return type.startsWith('Date') ? 'day' : 'number';
}

/** The expression with everything in quotes blanked out, at the same places. */
function blanked(expression: string): string {
  return expression.replaceAll(/'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"/gs, (quoted) =>
    'x'.repeat(quoted.length),
  );
}

/** Every call with a closing bracket, and the names of the calls that it stands in. */
function callsOf(plain: string): Call[] {
  const calls: Call[] = [];
  const stack: Call[] = [];
  for (const { 0: sign, index } of plain.matchAll(/[(),]/g)) {
    const top = stack.at(-1);
    if (sign === '(') {
      const name = /([A-Za-z_]\w*)\s*$/.exec(plain.slice(0, index));
      const start = name?.index ?? index;
      const nameEnd = start + (name?.[1]?.length ?? 0);
      const inside = stack.map((call) => call.name);
      stack.push({ name: name?.[1] ?? '', start, nameEnd, open: index, parts: [], inside, end: index });
    } else if (sign === ',') top?.parts.push(index);
    else if (top) {
      top.end = index + 1;
      calls.push(top);
      stack.pop();
    }
  }
  return calls;
}

/** The part of a text with the edits that lie in it. Of edits at one place the outer call's come first where it opens, last where it closes. */
function edited(text: string, edits: readonly Edit[], from: number, until: number): string {
  const mine = edits.filter(({ at, until: end }) => at >= from && end <= until);
  let written = '';
  let place = from;
  for (const edit of mine.map((one, index) => ({ ...one, index })).sort((a, b) => a.at - b.at || order(a, b))) {
    written += text.slice(place, edit.at) + edit.text;
    place = edit.until;
  }
  return written + text.slice(place, until);
}

// Calls are found innermost first: an outer opening edit, found later, goes before the inner one; a closing one after it.
function order(a: Edit & { index: number }, b: Edit & { index: number }): number {
  const closes = (edit: Edit) => edit.text === ')' || edit.text.startsWith(',');
  if (closes(a) !== closes(b)) return closes(a) ? -1 : 1;
  return closes(a) ? a.index - b.index : b.index - a.index;
}
