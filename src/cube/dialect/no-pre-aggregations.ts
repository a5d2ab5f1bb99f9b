import { createRequire } from 'node:module';
import type { PreAggregations } from '@cubejs-backend/schema-compiler/dist/src/adapter/PreAggregations.js';

const stock = createRequire(import.meta.url)('@cubejs-backend/schema-compiler/dist/src/adapter/PreAggregations') as {
  PreAggregations: typeof PreAggregations;
};

/**
 * Cube looks for one of its own rollups before it writes the SQL of a question, and takes more time for that than for the SQL.
 * There are none here: ClickHouse's projections are the layers, and there is no Cube Store to keep others in. Rollups that
 * somebody's model declares are left unused: the base answers.
 */
export class NoPreAggregations extends stock.PreAggregations {
  override findPreAggregationForQuery(): undefined {
    return undefined;
  }

  override findPreAggregationToUseForCube(): null {
    return null;
  }

  override preAggregationsDescription(): [] {
    return [];
  }

  /** What a rollup would have to hold. Cube works it out for every question, and throws for cubes without a primary key. */
  override canUseTransformedQuery(): ReturnType<PreAggregations['canUseTransformedQuery']> {
    try {
      return super.canUseTransformedQuery();
    } catch {
      return undefined as never;
    }
  }
}
