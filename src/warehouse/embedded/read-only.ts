import { TenureError } from '../../errors/errors.js';

/**
 * What a session with readonly = 1 would still let through: several statements in one text, statements that change the
 * session, files written by INTO OUTFILE, and files read by the function file(). The questions of people reach the engine only
 * as SQL that the semantic layer wrote; this holds even if that failed. Throws FORBIDDEN.
 */
export function refuseUnlessQuestion(text: string): void {
  const tokens = tokensOf(text);
  const first = tokens.find((token) => token !== '(')?.toLowerCase() ?? '';
  if (!QUESTIONS.has(first)) throw refusal(`${first === '' ? 'an empty statement' : first} is not a question`);
  tokens.forEach((token, index) => {
    const name = token.replace(/^[`"](.*)[`"]$/s, '$1').toLowerCase();
    if (token === ';' && index < tokens.length - 1) throw refusal('it holds more than one statement');
    if (FILE_FUNCTIONS.has(name) && tokens[index + 1] === '(') throw refusal(`it calls ${name}()`);
    if (name === 'outfile' && tokens[index - 1]?.toLowerCase() === 'into') throw refusal('it writes a file');
  });
}

const QUESTIONS = new Set(['select', 'with', 'explain', 'describe', 'desc', 'show', 'exists']);
const FILE_FUNCTIONS = new Set(['file', 'catboostevaluate']);

/** Words, quoted identifiers and single characters; comments and strings are left out, as nothing in them takes effect. */
function tokensOf(text: string): string[] {
  const pattern =
    /--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|`(?:[^`\\]|\\[\s\S]|``)*(?:`|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)|[\p{L}_$][\p{L}\p{N}_$]*|\S/gu;
  return [...text.matchAll(pattern)].map(([token]) => token).filter((token) => !/^(--|#[ !]|\/\*|')/.test(token));
}

function refusal(why: string): TenureError {
  return new TenureError('FORBIDDEN', `The warehouse refused the statement: ${why}.`);
}
