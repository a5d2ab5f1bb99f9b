/** How a number is written decides how it is compared exactly: as `Int64`, `Int256`, `Float64`, or a decimal of so many places. */
export type NumberForm = 'Int64' | 'Int256' | 'Float64' | `Decimal${number}`;

const INT64 = /^[+-]?\d{1,18}$/;
const INTEGER = /^[+-]?\d{1,70}$/;
const DECIMAL = /^[+-]?\d{1,20}\.(\d{1,9})$/;
const MARKED = /^\u0001\d+#(Int64|Int256|Float64|Decimal\d)\u0001$/;

export function numberFormOf(text: string): NumberForm {
  if (INT64.test(text)) return 'Int64';
  if (INTEGER.test(text)) return 'Int256';
  const places = DECIMAL.exec(text)?.[1]?.length;
  return places === undefined ? 'Float64' : `Decimal${places}`;
}

/** The form of a value in a plan: of a number, or of those that its token stands for. */
export function plannedFormOf(text: string): NumberForm {
  return (MARKED.exec(text)?.[1] as NumberForm | undefined) ?? numberFormOf(text);
}

/** A parameter's text as a number of that form. */
export function castAs(form: NumberForm, parameter: string): string {
  const places = /^Decimal(\d)$/.exec(form)?.[1];
  return places === undefined ? `to${form}(${parameter})` : `toDecimal128(${parameter}, ${places})`;
}
