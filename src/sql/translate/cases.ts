import type { ExpressionPart } from '../../semantic/contract/expression.js';
import { bound } from './types.js';

/**
 * Upper and lower case as Postgres has them, a letter for a letter. The engine's functions know letters that become several
 * (ß as SS) and a sigma of its own at a word's end: those letters are kept from them.
 */
const SEVERAL: readonly string[] = lettersThatGrow();
/** What Postgres makes of them: Greek letters with an iota below have one such letter, the others stay. */
const RAISED = SEVERAL.map((letter) => {
  const code = letter.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  return { ᾳ: 'ᾼ', ῃ: 'ῌ', ῳ: 'ῼ' }[letter] ?? letter;
});
/** Letters of nobody's that stand for them meanwhile. */
const MEANWHILE = SEVERAL.map((_, at) => String.fromCodePoint(0xf_0000 + at));

const text = (letters: readonly string[]): ExpressionPart => bound(letters.join(''), 'String');

/** lower(…) and upper(…), as parts around and after the text. */
export const LOWER = {
  before: ['lowerUTF8(translateUTF8('],
  after: [', ', text(['İ', 'Σ']), ', ', text(['i', 'σ']), '))'],
} as const;
export const UPPER = {
  before: ['translateUTF8(upperUTF8(translateUTF8('],
  after: [', ', text(SEVERAL), ', ', text(MEANWHILE), ')), ', text(MEANWHILE), ', ', text(RAISED), ')'],
} as const;

/** lower() of a pattern, as Postgres makes it of both sides of ILIKE. */
export function lowered(pattern: string): string {
  return [...pattern].map((letter) => (letter === 'İ' ? 'i' : letter.toLowerCase())).join('');
}

/**
 * A regular expression for a text of which the ASCII letters are lowered: other letters in both cases, as `~*` reads them.
 * Undefined for letters that have one case in ASCII, or several letters in the other.
 */
export function foldedExpression(pattern: string): string | undefined {
  let folded = '';
  for (const letter of pattern) {
    const lower = letter.toLowerCase();
    const upper = letter.toUpperCase();
    if (letter <= '\x7f') folded += lower;
    else if (lower === upper) folded += letter;
    else if ([...lower].length > 1 || [...upper].length > 1 || lower <= '\x7f' || upper <= '\x7f') return undefined;
    else folded += `[${lower}${upper}]`;
  }
  return folded;
}

function lettersThatGrow(): string[] {
  const letters: string[] = [];
  for (let code = 0x80; code < 0x1_0000; code++) {
    const letter = String.fromCharCode(code);
    if ((code < 0xd800 || code > 0xdfff) && letter.toUpperCase().length > 1) letters.push(letter);
  }
  return letters;
}
