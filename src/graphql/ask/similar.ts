import { TenureError } from '../../errors/errors.js';
import type { CatalogView } from '../../semantic/contract/catalog.js';
import type { GraphqlContext } from '../context.js';

export interface SimilarOne {
  readonly id: string;
  readonly distance: number;
}

const MOST = 100;

/** The members nearest to one, the nearest first, among those whom the caller may see. Empty where the one has no point. */
export async function similarTo(
  id: string,
  { name: view, similar }: CatalogView,
  first: number,
  { semantic, principal, language, signal }: GraphqlContext,
): Promise<SimilarOne[]> {
  if (!similar) return [];
  if (first < 1 || first > MOST) throw new TenureError('BAD_REQUEST', `first: between 1 and ${MOST}.`);
  const { dimension, point, distance } = similar;
  const asking = { language, signal };
  const itself = [{ member: dimension, operator: 'equals' as const, values: [id] }];
  const [[vector] = []] = (
    await semantic.ask({ view, measures: [{ name: point }], filters: itself }, principal, asking)
  ).rows;
  if (!Array.isArray(vector) || vector.length === 0) return [];
  const { rows } = await semantic.ask(
    {
      view,
      dimensions: [{ name: dimension, as: 'id' }],
      measures: [{ name: distance, arguments: { point: JSON.stringify(vector) }, as: 'distance' }],
      filters: [{ member: dimension, operator: 'notEquals', values: [id] }],
      order: [
        { by: 'distance', direction: 'asc' },
        { by: 'id', direction: 'asc' },
      ],
      limit: first,
    },
    principal,
    asking,
  );
  return rows.map(([other, far]) => ({ id: String(other), distance: Number(far) }));
}
