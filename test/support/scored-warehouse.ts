import { pino } from 'pino';
import { parseFormula } from '../../src/analytics/churn/formula.js';
import { inlineRunner } from '../../src/analytics/churn/task-runner.js';
import { fitModel } from '../../src/scoring/fit-model.js';
import type { ChurnModel } from '../../src/scoring/model.js';
import { type ScoreResult, scoreMonths } from '../../src/scoring/score-months.js';
import type { Semantic } from '../../src/semantic/create.js';
import { semanticOver } from './semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from './small-warehouse.js';

export interface ScoredWarehouse {
  readonly small: SmallWarehouse;
  readonly semantic: Semantic;
  readonly model: ChurnModel;
  readonly result: ScoreResult;
  close(): Promise<void>;
}

/** The small star with a churn model fitted to it, scored for August to October 2024, and the semantic layer on top. */
export async function openScoredWarehouse(): Promise<ScoredWarehouse> {
  const log = pino({ level: 'silent' });
  const small = await openSmallWarehouse(450, 12);
  const { warehouse, gate } = small;
  const fitted = await fitModel(warehouse, 'none', log, { seed: 1, runner: inlineRunner, maxRounds: 80 });
  const formula = parseFormula(JSON.parse(JSON.stringify(fitted.formula)));
  const model = { ...fitted, formula, version: 7, fittedAt: new Date(0), promotedAt: new Date(0) };
  const result = await scoreMonths(warehouse, gate, {
    model,
    months: ['2024-08-01', '2024-09-01', '2024-10-01'],
    runId: 's1',
  });
  const semantic = await semanticOver({ warehouse, gate });
  return {
    small,
    semantic,
    model,
    result,
    async close() {
      await semantic.close();
      await small.close();
    },
  };
}
