import type { Principal } from '../../access/principal.js';
import { TenureError } from '../../errors/errors.js';
import type { Receipt, SemanticAnswer } from '../contract/answer.js';
import type { SemanticQuery } from '../contract/query.js';
import type { AskOptions, SemanticService } from '../contract/service.js';

export type Ask = (query: SemanticQuery) => Promise<SemanticAnswer>;

export interface Together<T> {
  readonly result: T;
  /** One a question, in the order they were asked. */
  readonly receipts: readonly Receipt[];
}

const TRIES = 3;

/**
 * Runs work that asks several questions so that all answers come from one snapshot: when a load was published in
 * between, everything is asked again.
 */
export async function atOneSnapshot<T>(
  semantic: Pick<SemanticService, 'ask'>,
  principal: Principal,
  options: AskOptions,
  work: (ask: Ask) => Promise<T>,
): Promise<Together<T>> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const receipts: Receipt[] = [];
    const result = await work(async (query) => {
      const place = receipts.length++;
      const answer = await semantic.ask(query, principal, options);
      receipts[place] = answer.receipt;
      return answer;
    });
    // A question that was refused, and whose refusal the work took on itself, leaves a hole.
    const answered = receipts.filter(() => true);
    if (new Set(answered.map(({ snapshot }) => snapshot)).size <= 1) return { result, receipts: answered };
  }
  throw new TenureError('OVERLOADED', 'New data is being published just now. Ask again in a moment.');
}

/** The receipts of questions that make one answer, as one: whole only if every one of them is. */
export function mergeReceipts(receipts: readonly Receipt[]): Receipt {
  const [first] = receipts;
  if (!first) throw new TenureError('INTERNAL', 'An answer without a question has no receipt.');
  if (receipts.length === 1) return first;
  const distinct = <T>(values: readonly T[]) => [...new Set(values)];
  const definitions = new Map(
    receipts
      .flatMap((receipt) => receipt.definitions)
      .map((item) => [JSON.stringify([item.measure, item.arguments]), item]),
  );
  const statements = distinct(receipts.map(({ sql }) => sql)).filter((sql) => sql !== null);
  const reasons = distinct(receipts.map(({ incompleteBecause }) => incompleteBecause)).filter((why) => why !== null);
  return {
    definitions: [...definitions.values()],
    sql: statements.length === 0 ? null : statements.join(';\n\n'),
    layer: distinct(receipts.map(({ layer }) => layer)).join(', '),
    rowsRead: receipts.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
    durationMs: Math.max(...receipts.map(({ durationMs }) => durationMs)),
    snapshot: first.snapshot,
    freshness: first.freshness,
    complete: receipts.every(({ complete }) => complete),
    incompleteBecause: reasons.length === 0 ? null : reasons.join(' '),
    cached: receipts.every(({ cached }) => cached),
  };
}
