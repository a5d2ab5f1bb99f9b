import { TenureError } from '../../errors/errors.js';
import type { Expression, ExpressionPart } from '../expression.js';
import type { TemplateNotes } from '../member-notes.js';

const PLACEHOLDER = /\$([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The expression of a measure with arguments: `meta.template` of the model with `$name` or `{name}` for the measure's arguments
 * and for other members of its view. The measure's own `sql` is what it is with the defaults.
 */
export function templateExpression(
  measure: string,
  template: string,
  given: Readonly<Record<string, number | string>>,
): Expression {
  const parts: ExpressionPart[] = [];
  let end = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const [whole, dollar, braced] = match;
    const name = dollar ?? braced ?? '';
    if (match.index > end) parts.push(template.slice(end, match.index));
    parts.push(
      Object.hasOwn(given, name) ? argumentPart(measure, name, given[name] ?? '') : { member: name, ofModel: true },
    );
    end = match.index + whole.length;
  }
  if (end < template.length) parts.push(template.slice(end));
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
