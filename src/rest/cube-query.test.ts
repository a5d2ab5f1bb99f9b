import { expect, it } from 'vitest';
import { readQuery } from './cube-query.js';
import { CUBE_OPERATORS, isValueless } from './operators.js';

const where = (operator: string) => {
  const valueless = CUBE_OPERATORS.some((known) => known === operator && isValueless(known));
  const leaf = { member: 'churn.city', operator, ...(valueless ? {} : { values: ['a'] }) };
  return { measures: ['churn.churned'], filters: [{ or: [{ and: [leaf] }] }] };
};

it.each(CUBE_OPERATORS)('reads %s', (operator) => {
  expect(() => readQuery(where(operator))).not.toThrow();
});

it.each([
  ['equal', 'equals'],
  ['notIN', 'notIn'],
  ['inDateRang', 'inDateRange'],
  ['afterOnDate', 'afterOrOnDate'],
])('names the nearest operator to %s, however deep it stands', (wrong, near) => {
  expect(() => readQuery(where(wrong))).toThrowError(
    expect.objectContaining({ kind: 'BAD_REQUEST', message: expect.stringMatching(new RegExp(`mean .*${near}`)) }),
  );
});
