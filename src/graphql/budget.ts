import { TenureError } from '../errors/errors.js';
import type { SemanticService } from '../semantic/contract/service.js';

/** What one request may cost: questions put to the semantic layer, and rows that come back in all. */
export const REQUEST_BUDGET = { questions: 80, rows: 500_000 } as const;

/** The semantic layer for one request, which refuses with TOO_LARGE once the request's budget is spent. */
export function withBudget(
  semantic: SemanticService,
  budget: { questions: number; rows: number } = REQUEST_BUDGET,
): SemanticService {
  let questions = 0;
  let rows = 0;
  return {
    catalog: (principal) => semantic.catalog(principal),
    modelVersion: () => semantic.modelVersion(),
    roles: () => semantic.roles(),
    async ask(query, principal, options) {
      if (++questions > budget.questions)
        throw new TenureError('TOO_LARGE', `One request may ask ${budget.questions} questions at most. Send several.`);
      const answer = await semantic.ask(query, principal, options);
      rows += answer.rows.length;
      if (rows > budget.rows)
        throw new TenureError('TOO_LARGE', `One request may bring ${budget.rows} rows at most. Use first and offset.`);
      return answer;
    },
  };
}
