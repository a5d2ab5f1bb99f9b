import type { MappingSpec, SourceSpec } from './spec.js';

/** A mapping with its defaults, as the steps take it. */
export interface Mapping {
  /** As the source file has it. */
  readonly from: string;
  /** The same as an expression of the engine: a column's name is quoted. */
  readonly sql: string;
  readonly codes?: Readonly<Record<string, string>> | undefined;
  readonly bad: 'reject' | 'report';
  readonly blank: 'accept' | 'report' | 'reject';
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Patterns tried before ISO 8601, in this order. */
  readonly dateFormats: readonly string[];
}

/** What a column that no mapping fills is made of. */
const NOTHING = "''";

export function mappingOf(value: MappingSpec | undefined, spec: SourceSpec): Mapping {
  if (typeof value !== 'object') {
    const from = value ?? NOTHING;
    const dateFormats = list(spec.date_format);
    return { from, sql: asExpression(from, spec), bad: 'reject', blank: 'accept', dateFormats };
  }
  const { date_format: own, ...mapping } = value;
  return { ...mapping, sql: asExpression(mapping.from, spec), dateFormats: list(own ?? spec.date_format) };
}

/** A mapping that is the name of a column means that column, whatever characters the name has. */
export function asExpression(from: string, { columns }: { readonly columns: readonly string[] }): string {
  const name = from.trim();
  if (!columns.includes(name) || /^[0-9.]+$/.test(name)) return from;
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

function list(formats: string | readonly string[] | undefined): readonly string[] {
  if (formats === undefined) return [];
  return typeof formats === 'string' ? [formats] : formats;
}
