import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TenureError } from '../errors/errors.js';
import { checkText } from '../semantic/contract/expression.js';
import { parseExpression } from './expression.js';

/** The expression as text with members and values written out, so that it can be read and computed. */
function written(text: string): string {
  return parseExpression(text)
    .expression.parts.map((part) => {
      if (typeof part === 'string') return part;
      if ('value' in part) return String(part.value);
      return 'member' in part ? part.member : '?';
    })
    .join('');
}

test('precedence, brackets, signs and functions', () => {
  expect(written('a + b * 2')).toBe('(toFloat64(a) + (toFloat64(b) * 2))');
  expect(written('(revenue - cost) / customers')).toBe(
    '((toFloat64(revenue) - toFloat64(cost)) / nullif(toFloat64(customers), 0))',
  );
  expect(written('-a - -1')).toBe('((0 - toFloat64(a)) - (0 - 1))');
  expect(written('round(power(a, 0.5)) / greatest(a, b, 1e3)')).toBe(
    '(round(pow(toFloat64(a), 0.5)) / nullif(greatest(toFloat64(a), toFloat64(b), 1000), 0))',
  );
  expect(parseExpression('a / a + b').members).toEqual(['a', 'b']);
});

test.each([
  '',
  '1 + 2',
  'a +',
  'a b',
  '(a',
  'a)',
  'a, b',
  'sleep(a)',
  'abs(a, b)',
  'power(a)',
  "a + 'x'",
  'a; drop',
  'a || b',
  'a -- b +',
  `${'('.repeat(60)}a${')'.repeat(60)}`,
])('refuses %s', (text) => {
  expect(() => parseExpression(text)).toThrow(TenureError);
});

test('whatever is typed, only checked text, names and bound numbers come out, or a refusal', () => {
  const pieces = fc.array(
    fc.constantFrom(
      'a',
      'b1',
      '1',
      '2.5',
      '+',
      '-',
      '*',
      '/',
      '(',
      ')',
      ',',
      ' ',
      'abs',
      'constructor',
      '`',
      '${',
      '"',
      "'",
      '\\',
      '中',
      ';',
      '--',
      'nullif',
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        pieces.map((list) => list.join('')),
        fc.string(),
      ),
      (text) => {
        try {
          for (const part of parseExpression(text).expression.parts) {
            if (typeof part === 'string') checkText(part);
            else if ('member' in part) expect(part.member).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
            else expect('value' in part && typeof part.value === 'number').toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(TenureError);
          expect((error as TenureError).kind).toBe('BAD_REQUEST');
        }
      },
    ),
    { numRuns: 2000 },
  );
});
