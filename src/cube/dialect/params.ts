import { ParamAllocator } from '../stock/schema-compiler.js';

/**
 * Values leave Cube as ClickHouse parameters, `{p0:String}`, bound by the engine: nothing is spliced into the text, and a
 * question mark in a model's SQL stays one.
 */
export class NamedParams extends ParamAllocator {
  override paramPlaceHolder(index: number): string {
    return `{p${index}:String}`;
  }
}

/** The values of a generated statement under the names its text uses. */
export function namedValues(values: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`p${index}`, String(value)]));
}
