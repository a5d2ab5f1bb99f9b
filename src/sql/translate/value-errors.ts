/** What the engine is told to say of a value that an expression cannot take, and Postgres's SQLSTATE for it. */
export const VALUE_ERRORS = {
  'invalid input syntax for type integer': '22P02',
  'invalid input syntax for type bigint': '22P02',
  'value out of range for type integer': '22003',
  'value out of range for type bigint': '22003',
  'integer out of range': '22003',
  'bigint out of range': '22003',
  'division by zero': '22012',
  'value out of range: overflow': '22003',
  'value out of range: underflow': '22003',
} as const;
export type ValueError = keyof typeof VALUE_ERRORS;

/** The SQLSTATE of what the engine said, when an expression of the door made it say so. */
export function stateOf(message: string): string | undefined {
  return Object.entries(VALUE_ERRORS).find(([told]) => told === message)?.[1];
}
