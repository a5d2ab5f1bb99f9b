import { expect, it } from 'vitest';
import { OPERATOR_WORDS } from '../semantic/contract/operator-words.js';
import { parseReport } from './service.js';

const report = (operator: string) => ({
  schema: 'tenure-report/1',
  title: 'Churn',
  pages: [
    {
      title: 'One',
      items: [
        {
          kind: 'table',
          title: 'By city',
          question: { view: 'churn', filters: [{ or: [{ member: 'city', operator, values: ['a', 'b'] }] }] },
        },
      ],
    },
  ],
});

it.each(OPERATOR_WORDS)('keeps the word %s as it was saved', (operator) => {
  const [page] = parseReport(report(operator)).pages;
  expect(JSON.stringify(page?.items)).toContain(`"operator":"${operator}"`);
});

it('refuses an operator that there is not by the nearest', () => {
  expect(() => parseReport(report('notEqual'))).toThrowError(
    expect.objectContaining({ kind: 'BAD_REQUEST', message: expect.stringMatching(/operator.*notEquals/) }),
  );
});
