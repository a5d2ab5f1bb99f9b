/**
 * Input that no result can be defined for, in words that say what is wrong and what to do. analytics knows nothing of
 * the project, so whoever calls it turns this into its own error (BAD_REQUEST at the doors and on the command line).
 */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput';
}
