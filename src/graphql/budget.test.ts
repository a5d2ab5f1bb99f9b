import { expect, it } from 'vitest';
import { Roles } from '../access/roles.js';
import type { SemanticAnswer } from '../semantic/contract/answer.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { withBudget } from './budget.js';

const nobody = { user: 'x', groups: [], provinces: [], accountManagers: [] };
const answerOf = (rows: number) =>
  ({ columns: [], rows: Array.from({ length: rows }, () => []) }) as unknown as SemanticAnswer;
const semanticOf = (rows: number): SemanticService => ({
  ask: async () => answerOf(rows),
  catalog: async () => ({ views: [] }),
  modelVersion: async () => '1',
  roles: () => new Roles(),
});
const tooLarge = expect.objectContaining({ kind: 'TOO_LARGE' });

it('refuses the question too many, and those together that bring too many rows', async () => {
  const few = withBudget(semanticOf(1), { questions: 2, rows: 100 });
  await few.ask({ view: 'v' }, nobody);
  await few.ask({ view: 'v' }, nobody);
  await expect(few.ask({ view: 'v' }, nobody)).rejects.toEqual(tooLarge);
  const large = withBudget(semanticOf(60), { questions: 10, rows: 100 });
  await large.ask({ view: 'v' }, nobody);
  await expect(large.ask({ view: 'v' }, nobody)).rejects.toEqual(tooLarge);
});
