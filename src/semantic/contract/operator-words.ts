import { z } from 'zod';
import { didYouMean } from '../../errors/nearest.js';
import { isSet, isUnset, OPERATORS, type Operator, outside } from './operators.js';
import type { Filter, MemberFilter } from './query.js';

type Said = Omit<MemberFilter, 'operator'>;
const as =
  (operator: Operator) =>
  (said: Said): Filter => ({ ...said, operator });

/** Words that doors take besides, as Cube has them, and what each says. */
const SYNONYMS = {
  in: as('equals'),
  notIn: as('notEquals'),
  set: ({ values: _none, ...said }: Said): Filter => ({ ...said, ...isSet(said.member) }),
  notSet: ({ values: _none, ...said }: Said): Filter => ({ ...said, ...isUnset(said.member) }),
  inDateRange: as('between'),
  notInDateRange: ({ member, values = [] }: Said): Filter => outside(member, values),
  beforeDate: as('lt'),
  beforeOrOnDate: as('lte'),
  afterDate: as('gt'),
  afterOrOnDate: as('gte'),
} satisfies Record<string, (said: Said) => Filter>;
type Synonym = keyof typeof SYNONYMS;

/** An operator, or another word for what one says. */
export type OperatorWord = Operator | Synonym;
export const OPERATOR_WORDS: readonly OperatorWord[] = [...OPERATORS, ...(Object.keys(SYNONYMS) as Synonym[])];

/** A condition in a door's words, as saved reports and alerts keep it. */
export type WordedFilter =
  | { readonly and: readonly WordedFilter[] }
  | { readonly or: readonly WordedFilter[] }
  | (Said & { readonly operator: OperatorWord });

/** What a condition in a door's words says. Throws BAD_REQUEST for a range that is none. */
export function filterSaid(worded: WordedFilter): Filter {
  if ('and' in worded) return { and: worded.and.map(filterSaid) };
  if ('or' in worded) return { or: worded.or.map(filterSaid) };
  const { operator, ...said } = worded;
  return isSynonym(operator) ? SYNONYMS[operator](said) : { ...said, operator };
}

const isSynonym = (word: OperatorWord): word is Synonym => Object.hasOwn(SYNONYMS, word);

/** One of the words that a door takes; any other is refused by the nearest. */
export function operatorWord<const T extends string>(words: readonly T[]) {
  return z.enum(words, {
    error: ({ input }) =>
      typeof input === 'string' ? `there is no operator ${input}${didYouMean(input, words)}` : 'an operator is a word',
  });
}
