import { TenureError } from '../../../errors/errors.js';
import type { Expression, ExpressionPart } from '../../contract/expression.js';
import type { TemplateNotes } from '../../model/member-notes.js';

const PLACEHOLDER = /\$([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

const MOST_NESTED = 20;

/**
 * The expression of a measure with arguments: `meta.template` of the model with `$name` or `{name}` for the measure's arguments,
 * for named parts of the template and for other members of its view. The measure's own `sql` is what it is with the defaults.
 */
export function templateExpression(
  measure: string,
  template: string,
  given: Readonly<Record<string, number | string>>,
  named: Readonly<Record<string, string>> = {},
): Expression {
  const parts: ExpressionPart[] = [];
  const write = (text: string, depth: number): void => {
    if (depth > MOST_NESTED) throw new TenureError('MODEL', `${measure}: its parts are made of each other.`);
    let end = 0;
    for (const match of text.matchAll(PLACEHOLDER)) {
      const [whole, dollar, braced] = match;
      const name = dollar ?? braced ?? '';
      if (match.index > end) parts.push({ modelSql: text.slice(end, match.index) });
      if (Object.hasOwn(given, name)) parts.push(argumentPart(measure, name, given[name] ?? ''));
      else if (named[name] !== undefined) write(named[name], depth + 1);
      else parts.push({ member: name, ofModel: true });
      end = match.index + whole.length;
    }
    if (end < text.length) parts.push({ modelSql: text.slice(end) });
  };
  write(template, 0);
  return { parts };
}

/** The text that applies to these arguments. Throws MODEL where none does. */
export function templateFor(
  measure: string,
  template: TemplateNotes,
  given: Readonly<Record<string, number | string>>,
): string {
  if (typeof template === 'string') return template;
  const found = template.find(
    ({ when, steps }) =>
      Object.entries(when).every(([name, value]) => given[name] === value) &&
      Object.entries(steps).every(([name, step]) => isWhole(Number(given[name]) / step)),
  );
  if (found) return found.sql;
  throw new TenureError('MODEL', `${measure}: no template is for these arguments.`);
}

const isWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-9;

/** Whole numbers stand in the text, since array indexes must be constants for a projection to match; others are bound. */
function argumentPart(measure: string, name: string, value: number | string): ExpressionPart {
  if (typeof value === 'string') return { value, type: 'String' };
  if (Number.isSafeInteger(value)) return { value, type: 'Constant' };
  if (Number.isFinite(value)) return { value, type: 'Float64' };
  throw new TenureError('BAD_REQUEST', `${measure}: ${name} is not a number.`);
}
