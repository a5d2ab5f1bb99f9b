/**
 * An input that an analysis will not work on, with the reason and, where there is one, what to do instead. Whoever calls
 * analytics turns it into their own kind of error.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
