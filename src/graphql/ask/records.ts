import { type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import { TenureError } from '../../errors/errors.js';
import type { Ask } from '../../semantic/pivot-snapshot.js';
import type { ViewMembers } from '../schema/view-members.js';
import type { ViewQuestion } from './question.js';
import { selectedFields } from './selection.js';

/** What a `records` selection asks: dimensions, of which masked ones sort nothing, and the page. */
export interface RecordsQuestion {
  readonly columns: readonly { readonly key: string; readonly name: string; readonly sorts: boolean }[];
  readonly first: number;
  readonly offset: number;
}

const LONGEST_PAGE = 10_000;

export function readRecords(
  nodes: readonly FieldNode[],
  members: ViewMembers,
  answer: GraphQLObjectType,
  info: GraphQLResolveInfo,
): RecordsQuestion {
  const [node] = nodes;
  const definition = answer.getFields().records;
  const page = node && definition ? getArgumentValues(definition, node, info.variableValues) : {};
  const [first, offset] = [Number(page.first), Number(page.offset)];
  if (first < 1 || first > LONGEST_PAGE)
    throw new TenureError('BAD_REQUEST', `first: a page has between 1 and ${LONGEST_PAGE} records.`);
  return {
    columns: selectedFields(nodes, info).flatMap(({ key, name }) => {
      const dimension = members.dimensions.get(name);
      return dimension ? [{ key, name: dimension.name, sorts: !dimension.masked }] : [];
    }),
    first,
    offset,
  };
}

/** Rows at the view's grain. Records of one page follow those of the page before as far as the selection tells them apart. */
export async function askRecords(
  ask: Ask,
  question: ViewQuestion,
  { columns, first, offset }: RecordsQuestion,
): Promise<Record<string, unknown>[]> {
  if (columns.length === 0) throw new TenureError('WRONG_USE', 'Select a dimension of the records.');
  const { rows } = await ask({
    ...question,
    ungrouped: true,
    dimensions: columns.map(({ name }, place) => ({ name, as: `d${place}` })),
    order: columns.flatMap(({ sorts }, place) => (sorts ? [{ by: `d${place}`, direction: 'asc' as const }] : [])),
    limit: first,
    offset,
  });
  return rows.map((row) => Object.fromEntries(columns.map(({ key }, place) => [key, row[place] ?? null])));
}
