import type { CatalogMeasure } from '../../semantic/contract/catalog.js';
import type { Translated } from '../translate/types.js';

/** Rows at the view's grain, for COUNT(*) and for what Postgres computes over repeated values. */
export const ROW_COUNT: CatalogMeasure = {
  name: '*',
  title: { en: 'Rows', zh: '行数' },
  description: { en: 'Rows at the grain of the view', zh: '视图粒度的行数' },
  type: 'integer',
  aggregation: 'count',
  additivity: 'additive',
  unit: null,
  format: null,
  arguments: [],
  drillMembers: [],
};

export const COUNT_ROWS: Pick<Translated, 'parts'> = { parts: ['count()'] };
