import { OPERATOR_WORDS } from '../semantic/contract/operator-words.js';

/**
 * Words of Cube's queries for operators: those that every door takes, a day as a range, and `measureFilter`, by which clients drill
 * down (of the rows that a measure counts).
 */
export const CUBE_OPERATORS = [...OPERATOR_WORDS, 'onTheDate', 'measureFilter'] as const;
export type CubeOperator = (typeof CUBE_OPERATORS)[number];

const VALUELESS: ReadonlySet<CubeOperator> = new Set<CubeOperator>(['set', 'notSet', 'measureFilter']);
export const isValueless = (operator: CubeOperator): boolean => VALUELESS.has(operator);

/** Which moment of words such as `last month` an operator compares with: both ends, the first, or the last. */
export const MOMENT_OF: Readonly<Partial<Record<CubeOperator, 'both' | 'first' | 'last'>>> = {
  inDateRange: 'both',
  notInDateRange: 'both',
  onTheDate: 'both',
  beforeDate: 'first',
  afterOrOnDate: 'first',
  beforeOrOnDate: 'last',
  afterDate: 'last',
};
