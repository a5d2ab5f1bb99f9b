import { type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import { TenureError } from '../../errors/errors.js';
import type { Ask } from '../../semantic/pivot/pivot-snapshot.js';
import type { ViewMembers } from '../schema/view-members.js';
import { completeAs } from './complete.js';
import type { SelectedDimension, SelectedTypename } from './grouping.js';
import type { ViewQuestion } from './question.js';
import { cellsOf, placeCells } from './row-cells.js';
import { isTypename, selectedFields } from './selection.js';

/** What a `records` selection asks: dimensions, of which masked ones sort nothing, and the page. */
export interface RecordsQuestion {
  readonly fields: readonly (SelectedDimension | SelectedTypename)[];
  readonly masked: ReadonlySet<string>;
  readonly first: number;
  readonly offset: number;
}

const LONGEST_PAGE = 10_000;

export function readRecords(
  nodes: readonly FieldNode[],
  members: ViewMembers,
  { answer, record }: { readonly answer: GraphQLObjectType; readonly record: GraphQLObjectType | undefined },
  info: GraphQLResolveInfo,
): RecordsQuestion {
  const [node] = nodes;
  const definition = answer.getFields().records;
  const page = node && definition ? getArgumentValues(definition, node, info.variableValues) : {};
  const [first, offset] = [Number(page.first), Number(page.offset)];
  if (first < 1 || first > LONGEST_PAGE)
    throw new TenureError('BAD_REQUEST', `first: a page has between 1 and ${LONGEST_PAGE} records.`);
  const definitions = record?.getFields() ?? {};
  return {
    fields: selectedFields(nodes, info).flatMap((field): RecordsQuestion['fields'] => {
      const { key, name } = field;
      if (isTypename(field)) return [{ kind: 'typename', key, value: record?.name ?? name }];
      const dimension = members.dimensions.get(name);
      const type = definitions[name]?.type;
      if (!dimension || !type) return [];
      return [{ kind: 'dimension', key, column: { name: dimension.name }, complete: completeAs(type, [], info) }];
    }),
    masked: new Set([...members.dimensions.values()].filter(({ masked }) => masked).map(({ name }) => name)),
    first,
    offset,
  };
}

/** Rows at the view's grain. Records of one page follow those of the page before as far as the selection tells them apart. */
export async function askRecords(
  ask: Ask,
  question: ViewQuestion,
  { fields, masked, first, offset }: RecordsQuestion,
): Promise<Record<string, unknown>[]> {
  const dimensions = unique(fields.flatMap((field) => (field.kind === 'dimension' ? [field.column.name] : [])));
  if (dimensions.length === 0) throw new TenureError('WRONG_USE', 'Select a dimension of the records.');
  const { columns, rows } = await ask({
    ...question,
    ungrouped: true,
    dimensions: dimensions.map((name, place) => ({ name, as: `d${place}` })),
    order: dimensions.flatMap((name, place) => (masked.has(name) ? [] : [{ by: `d${place}`, direction: 'asc' }])),
    limit: first,
    offset,
  });
  const places = new Map(columns.map(({ name }, index) => [name, index]));
  const asked = { dimensions: dimensions.map((name) => ({ name })), measures: [] };
  const cells = cellsOf(fields, asked, places, undefined);
  return rows.map((row) => placeCells(cells, row));
}

const unique = (names: readonly string[]) => [...new Set(names)];
