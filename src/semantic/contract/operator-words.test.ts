import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issueOf } from '../../errors/issue.js';
import { filterSaid, OPERATOR_WORDS, type OperatorWord, operatorWord } from './operator-words.js';
import { OPERATORS, outside, outsideOf } from './operators.js';

const member = 'm';
const said = (operator: OperatorWord, values?: readonly (string | null)[]) =>
  filterSaid({ member, operator, ...(values ? { values } : {}) });

describe('words of doors', () => {
  it('are said by thirteen operators', () => {
    expect(OPERATORS).toHaveLength(13);
    const values = ['2024-01-01', '2024-01-31'];
    const leaves = OPERATOR_WORDS.flatMap((word) => {
      const filter = said(word, word.endsWith('et') ? undefined : values);
      return 'or' in filter ? filter.or : [filter];
    });
    for (const leaf of leaves) expect(OPERATORS).toContain('operator' in leaf ? leaf.operator : undefined);
  });

  it.each([
    ['in', ['a', null], { operator: 'equals', values: ['a', null] }],
    ['notIn', ['a'], { operator: 'notEquals', values: ['a'] }],
    ['set', undefined, { operator: 'notEquals', values: [null] }],
    ['notSet', undefined, { operator: 'equals', values: [null] }],
    ['inDateRange', ['2024-01-01', '2024-01-31'], { operator: 'between', values: ['2024-01-01', '2024-01-31'] }],
    ['beforeDate', ['2024-01-01'], { operator: 'lt', values: ['2024-01-01'] }],
    ['beforeOrOnDate', ['2024-01-01'], { operator: 'lte', values: ['2024-01-01'] }],
    ['afterDate', ['2024-01-01'], { operator: 'gt', values: ['2024-01-01'] }],
    ['afterOrOnDate', ['2024-01-01'], { operator: 'gte', values: ['2024-01-01'] }],
    ['contains', ['a'], { operator: 'contains', values: ['a'] }],
  ] as const)('%s %j', (word, values, expected) => {
    expect(said(word, values)).toEqual({ member, ...expected });
  });

  it('keep arguments of measures, and what is nested', () => {
    const worded = { member, operator: 'notSet', arguments: { months: 12 } } as const;
    expect(filterSaid({ or: [{ and: [worded] }] })).toEqual({
      or: [{ and: [{ member, operator: 'equals', values: [null], arguments: { months: 12 } }] }],
    });
  });

  it('outside of a range is before or after it, a bare last day whole, and is read back', () => {
    const filter = said('notInDateRange', ['2024-01-01', '2024-01-31']);
    expect(filter).toEqual({
      or: [
        { member, operator: 'lt', values: ['2024-01-01'] },
        { member, operator: 'gt', values: ['2024-01-31T23:59:59.999'] },
      ],
    });
    expect(outsideOf(filter)).toEqual({ member, values: ['2024-01-01', '2024-01-31T23:59:59.999'] });
    expect(outsideOf({ or: [said('lt', ['a']), said('gt', ['b']), said('equals', ['c'])] })).toBeUndefined();
    expect(outsideOf({ or: [said('gt', ['b']), said('lt', ['a'])] })).toBeUndefined();
  });

  it.each([[['2024-01-01']], [['2024-01-01', '2024-02-01', '2024-03-01']], [['2024-01-01', null]], [[]]])(
    'outside of %j is refused',
    (values) => {
      expect(() => outside(member, values)).toThrowError(expect.objectContaining({ kind: 'BAD_REQUEST' }));
    },
  );

  it('that there are not are refused by the nearest, within unions too', () => {
    const schema = z.union([
      z.strictObject({ member: z.string(), operator: operatorWord(OPERATOR_WORDS) }),
      z.strictObject({ and: z.array(z.string()) }),
    ]);
    const { path, message } = issueOf(schema.safeParse({ member, operator: 'equal' }).error as z.ZodError);
    expect(path).toEqual(['operator']);
    expect(message).toMatch(/equal; did you mean equals/);
  });
});
