/**
 * The statements of a .sql file: separated by `;` at the end of a line. Comment lines before a statement stay with it; parts
 * that hold nothing but comments are left out.
 */
export function splitStatements(text: string): string[] {
  return text
    .split(/;[ \t]*(?:--[^\n]*)?(?:\r?\n|$)/)
    .map((part) => part.trim())
    .filter((part) => part.replace(/--[^\n]*/g, '').trim() !== '');
}
