/** A pattern of LIKE in the engine's spelling (backslash escapes); undefined when Postgres reads it otherwise. */
export function likePattern(pattern: string, escape = '\\'): string | undefined {
  if ([...escape].length > 1) return undefined;
  let engine = '';
  let escaped = false;
  for (const letter of pattern) {
    if (!escaped && letter === escape) {
      escaped = true;
      continue;
    }
    const special = letter === '%' || letter === '_' || letter === '\\';
    engine += special && (escaped || letter === '\\') ? `\\${letter}` : letter;
    escaped = false;
  }
  return escaped ? undefined : engine;
}

const PLAIN = String.raw`[A-Za-z0-9 _,;:@#%&=~"'<>/!-]|[^\x00-\x7f]|\\[.^$*+?()[\]{}|/-]|\.`;
const CLASS = String.raw`\[\^?(?:a-z|A-Z|0-9|[A-Za-z0-9 _,;:@#%&=~"'<>/!.])+\]`;
const PIECE = `(?:${PLAIN}|${CLASS})[*+?]?`;
const GROUP = String.raw`\((?:${PIECE})+(?:\|(?:${PIECE})+)*\)[*+?]?`;
const BRANCH = String.raw`\^?(?:${PIECE}|${GROUP})*\$?`;
const EXPRESSION = new RegExp(String.raw`^${BRANCH}(?:\|${BRANCH})*$`, 'u');
const MAX_EXPRESSION = 200;

/**
 * Whether a regular expression means the same to Postgres and to the engine's RE2 when it is only asked if it matches:
 * plain characters, classes, groups, alternatives, anchors and simple repetition do.
 */
export function isSharedExpression(pattern: string): boolean {
  return pattern.length <= MAX_EXPRESSION && EXPRESSION.test(pattern);
}
