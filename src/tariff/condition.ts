import { scaled } from './decimal.js';

/** What is known of a customer when the bill is made; a fact that is absent fulfils no comparison. */
export type Facts = Readonly<Record<string, string>>;

export type Condition =
  | { readonly kind: 'compare'; readonly fact: string; readonly sign: Sign; readonly value: string }
  | { readonly kind: 'in'; readonly fact: string; readonly values: readonly string[] }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

const SIGNS = ['<=', '>=', '!=', '=', '<', '>'] as const;
type Sign = (typeof SIGNS)[number];

/** Where a condition stops being one; `at` counts its characters from 0. */
export class ConditionError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** Reads such as `contract = 'Two year' and tenure_months >= 12`, with or, not, in (…) and parentheses. Throws ConditionError. */
export function readCondition(text: string): Condition {
  const reader = new Reader(text);
  const condition = reader.either();
  reader.end();
  return condition;
}

export function holds(condition: Condition, facts: Facts): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, facts));
    case 'or':
      return condition.parts.some((part) => holds(part, facts));
    case 'not':
      return !holds(condition.part, facts);
    case 'in':
      return condition.values.some((value) => compares(facts[condition.fact], '=', value));
    case 'compare':
      return compares(facts[condition.fact], condition.sign, condition.value);
  }
}

/** Numbers where both are, else texts by their characters. */
function compares(fact: string | undefined, sign: Sign, value: string): boolean {
  if (fact === undefined) return false;
  const [left, right] = [scaled(fact, 6), scaled(value, 6)];
  const order = left !== null && right !== null ? sort(left, right) : sort(fact, value);
  return { '=': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[
    sign
  ];
}

function sort<T extends string | bigint>(left: T, right: T): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

const MOST_DEPTH = 20;

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  either(): Condition {
    return this.joined('or', () => this.joined('and', () => this.one()));
  }

  end(): void {
    this.skip();
    if (this.at < this.text.length) this.refuse('here the condition should end, or go on with `and` or `or`');
  }

  private joined(kind: 'and' | 'or', part: () => Condition): Condition {
    const parts = [part()];
    while (this.take(new RegExp(`${kind}\\b`, 'iy'))) parts.push(part());
    const [only] = parts;
    return only && parts.length === 1 ? only : { kind, parts };
  }

  private one(): Condition {
    if (++this.depth > MOST_DEPTH) this.refuse('too deep');
    try {
      if (this.take(/not\b/iy)) return { kind: 'not', part: this.one() };
      if (this.take(/\(/y)) {
        const inner = this.either();
        if (!this.take(/\)/y)) this.refuse('`)` is missing');
        return inner;
      }
      const fact = this.take(/[a-z][a-z0-9_]*/y) ?? this.refuse('a name such as contract is missing');
      if (this.take(/in\s*\(/iy)) return { kind: 'in', fact, values: this.values() };
      const sign = SIGNS.find((one) => this.take(new RegExp(one, 'y')));
      if (!sign) this.refuse(`one of ${SIGNS.join(' ')} or in (…) is missing after ${fact}`);
      return { kind: 'compare', fact, sign, value: this.value() };
    } finally {
      this.depth--;
    }
  }

  private values(): string[] {
    const values = [this.value()];
    while (this.take(/,/y)) values.push(this.value());
    if (!this.take(/\)/y)) this.refuse('`)` is missing');
    return values;
  }

  private value(): string {
    const text = this.take(/'(?:[^']|'')*'/y);
    if (text !== undefined) return text.slice(1, -1).replaceAll("''", "'");
    return this.take(/-?\d+(?:\.\d+)?|true\b|false\b/y) ?? this.refuse("a number or a text in '…' is missing");
  }

  private skip(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(pattern: RegExp): string | undefined {
    this.skip();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return found;
  }

  private refuse(message: string): never {
    throw new ConditionError(message, this.at);
  }
}
