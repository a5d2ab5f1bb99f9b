import type { Statement } from './warehouse.js';

type Part = Fragment | { readonly value: unknown; readonly type: string };

/** A piece of SQL with its bound values; pieces nest, and parameters are named when the whole is put together. */
export class Fragment implements Statement {
  constructor(
    private readonly texts: readonly string[],
    private readonly parts: readonly Part[],
  ) {}

  get text(): string {
    return this.compiled.text;
  }

  get params(): Readonly<Record<string, unknown>> {
    return this.compiled.params;
  }

  private get compiled(): { text: string; params: Record<string, unknown> } {
    const params: Record<string, unknown> = {};
    const text = this.write(params);
    return { text, params };
  }

  private write(params: Record<string, unknown>): string {
    let text = this.texts[0] ?? '';
    this.parts.forEach((part, index) => {
      if (part instanceof Fragment) text += part.write(params);
      else {
        const name = `p${Object.keys(params).length}`;
        params[name] = part.value;
        text += `{${name}:${part.type}}`;
      }
      text += this.texts[index + 1] ?? '';
    });
    return text;
  }
}

/**
 * SQL with bound values: sql`SELECT … WHERE month = ${typed('2024-01-01', 'Date')} AND code IN ${['a', 'b']}`. Values become
 * ClickHouse parameters, never text; a type is guessed for plain strings, numbers and lists of them, and given by `typed`
 * otherwise. Nested pieces (`sql`, `identifier`, `join`) keep their own bindings.
 */
export function sql(texts: TemplateStringsArray, ...values: readonly unknown[]): Fragment {
  return new Fragment(
    [...texts],
    values.map((value) =>
      value instanceof Fragment || value instanceof Typed ? value : new Typed(value, typeOf(value)),
    ),
  );
}

class Typed {
  constructor(
    readonly value: unknown,
    readonly type: string,
  ) {}
}

/** A value bound as the given ClickHouse type. */
export function typed(value: unknown, type: string): Fragment {
  if (!/^[A-Za-z][A-Za-z0-9_(), '/]*$/.test(type)) throw new TypeError(`Not a ClickHouse type: ${type}`);
  return new Fragment(['', ''], [{ value, type }]);
}

/** A name from the model or the schema, quoted; its parts are joined by dots. */
export function identifier(...parts: readonly string[]): Fragment {
  const quoted = parts.map((part) => {
    if (part === '' || /[\0\r\n]/.test(part)) throw new TypeError(`Not an identifier: ${JSON.stringify(part)}`);
    return `\`${part.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
  });
  return new Fragment([quoted.join('.')], []);
}

/** Pieces one after another with a fixed separator between them. */
export function join(pieces: readonly Fragment[], separator = ', '): Fragment {
  if (pieces.length === 0) return new Fragment([''], []);
  return new Fragment(['', ...pieces.slice(1).map(() => separator), ''], pieces);
}

/** Text of the program itself (a .sql file, a keyword). Never give it anything that came from outside. */
export function unsafeRaw(text: string): Fragment {
  return new Fragment([text], []);
}

function typeOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'String';
    case 'boolean':
      return 'Bool';
    case 'bigint':
      return 'Int64';
    case 'number':
      return Number.isSafeInteger(value) ? 'Int64' : 'Float64';
    default:
      if (Array.isArray(value)) return `Array(${listType(value)})`;
      throw new TypeError(`sql: say the type of ${String(value)} with typed(value, 'Type')`);
  }
}

function listType(values: readonly unknown[]): string {
  const types = new Set(values.map(typeOf));
  if (types.size === 0) return 'String';
  if (types.size === 2 && types.has('Int64') && types.has('Float64')) return 'Float64';
  const [only, ...others] = types;
  if (only === undefined || others.length > 0) throw new TypeError('sql: a list holds values of one type');
  return only;
}
