import { TenureError } from '../errors/errors.js';
import type { Expression, ExpressionPart } from '../semantic/contract/expression.js';

/** Functions of calculated members: their names in the engine and how many arguments they take. */
const FUNCTIONS: Readonly<Record<string, { readonly engine: string; readonly least: number; readonly most: number }>> =
  {
    abs: { engine: 'abs', least: 1, most: 1 },
    sqrt: { engine: 'sqrt', least: 1, most: 1 },
    ln: { engine: 'log', least: 1, most: 1 },
    exp: { engine: 'exp', least: 1, most: 1 },
    power: { engine: 'pow', least: 2, most: 2 },
    round: { engine: 'round', least: 1, most: 1 },
    least: { engine: 'least', least: 2, most: 8 },
    greatest: { engine: 'greatest', least: 2, most: 8 },
    coalesce: { engine: 'coalesce', least: 2, most: 8 },
  };

type Token =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'name' | 'sign'; readonly text: string; readonly at: number };

/**
 * A calculated member's text, such as `(revenue - cost) / nullif(customers, 0)` without the nullif: division by nothing
 * gives nothing by itself. Names stand for measures of the view. Nothing of the text reaches the engine as text: names become
 * members of the model, numbers bound values. Throws BAD_REQUEST saying where the text is wrong.
 */
export function parseExpression(text: string): {
  readonly expression: Expression;
  readonly members: readonly string[];
} {
  const parser = new Parser(text);
  const parts = parser.whole();
  return { expression: { parts }, members: [...parser.members] };
}

const DEEPEST = 40;

class Parser {
  readonly members = new Set<string>();
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text);
  }

  whole(): ExpressionPart[] {
    const parts = this.sum();
    const rest = this.tokens[this.next];
    if (rest) this.fail('is not expected here', rest);
    if (this.members.size === 0) throw wrong(this.text, 'A calculated member must use at least one measure.');
    return parts;
  }

  private sum(): ExpressionPart[] {
    let left = this.product();
    for (let sign = this.sign('+', '-'); sign; sign = this.sign('+', '-'))
      left = ['(', ...left, ` ${sign} `, ...this.product(), ')'];
    return left;
  }

  private product(): ExpressionPart[] {
    let left = this.factor();
    for (let sign = this.sign('*', '/'); sign; sign = this.sign('*', '/')) {
      const right = this.factor();
      left = sign === '*' ? ['(', ...left, ' * ', ...right, ')'] : ['(', ...left, ' / nullif(', ...right, ', 0))'];
    }
    return left;
  }

  private factor(): ExpressionPart[] {
    if (++this.depth > DEEPEST) throw wrong(this.text, 'The expression is nested too deeply.');
    try {
      if (this.sign('-')) return ['(0 - ', ...this.factor(), ')'];
      if (this.sign('(')) {
        const inner = this.sum();
        this.expect(')');
        return inner;
      }
      const token = this.tokens[this.next++];
      if (!token) throw wrong(this.text, 'The expression ends too early.');
      if (token.kind === 'number') return [{ value: token.value, type: 'Float64' }];
      if (token.kind === 'sign') return this.fail('is not expected here', token);
      return this.sign('(') ? this.call(token) : this.member(token.text);
    } finally {
      this.depth--;
    }
  }

  private call(token: Token & { readonly text: string }): ExpressionPart[] {
    const known = Object.hasOwn(FUNCTIONS, token.text) ? FUNCTIONS[token.text] : undefined;
    if (!known) return this.fail(`is no function; there are ${Object.keys(FUNCTIONS).join(', ')}`, token);
    const given: ExpressionPart[][] = [];
    do given.push(this.sum());
    while (this.sign(','));
    this.expect(')');
    if (given.length < known.least || given.length > known.most)
      return this.fail(
        `takes ${known.least === known.most ? known.least : `${known.least} to ${known.most}`} arguments, not ${given.length}`,
        token,
      );
    return [`${known.engine}(`, ...given.flatMap((one, i) => (i === 0 ? one : [', ', ...one])), ')'];
  }

  private member(name: string): ExpressionPart[] {
    this.members.add(name);
    return ['toFloat64(', { member: name }, ')'];
  }

  private sign(...wanted: readonly string[]): string | undefined {
    const token = this.tokens[this.next];
    if (token?.kind !== 'sign' || !wanted.includes(token.text)) return undefined;
    this.next++;
    return token.text;
  }

  private expect(sign: string): void {
    if (!this.sign(sign))
      throw wrong(
        this.text,
        `A ${sign} is missing${this.tokens[this.next] ? ` at character ${(this.tokens[this.next] as Token).at + 1}` : ' at the end'}.`,
      );
  }

  private fail(problem: string, token: Token): never {
    const shown = token.kind === 'number' ? String(token.value) : token.text;
    throw wrong(this.text, `"${shown}" at character ${token.at + 1} ${problem}.`);
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|([-+*/(),]))/y;
  let at = 0;
  while (at < text.length && text.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) throw wrong(text, `"${text.slice(at).trim().slice(0, 10)}" at character ${at + 1} is not understood.`);
    const [all, number, name, sign] = found;
    const start = at + all.length - (number ?? name ?? sign ?? '').length;
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), at: start });
    else tokens.push({ kind: name === undefined ? 'sign' : 'name', text: (name ?? sign) as string, at: start });
    at = pattern.lastIndex;
  }
  return tokens;
}

function wrong(text: string, problem: string): TenureError {
  return new TenureError('BAD_REQUEST', `Calculated member "${text.slice(0, 80)}": ${problem}`);
}
