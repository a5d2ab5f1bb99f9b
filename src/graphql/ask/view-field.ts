import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import { TenureError } from '../../errors/errors.js';
import { isOneOf } from '../../semantic/contract/catalog.js';
import type { Filter } from '../../semantic/contract/query.js';
import { type Ask, atOneSnapshot, mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
import { withoutMeasureFilters } from '../../semantic/plan/computed/measure-filter.js';
import type { GraphqlContext } from '../context.js';
import type { ViewMembers } from '../schema/view-members.js';
import type { PageArguments, SelectedMeasure, SelectedTypename } from './grouping.js';
import { askGroups } from './groups.js';
import { measureRefs, type ViewQuestion } from './question.js';
import { readGrouping, readTotal } from './read-grouping.js';
import { askRecords, readRecords } from './records.js';
import { cellsOf, placeCells } from './row-cells.js';
import { selectedFields } from './selection.js';
import { readWhere } from './where.js';

export interface ViewTypes {
  readonly answer: GraphQLObjectType;
  /** The same with its rows as they are made: see ../execute.ts. */
  readonly made: GraphQLObjectType;
  readonly row: GraphQLObjectType;
  readonly total: GraphQLObjectType | undefined;
  readonly record: GraphQLObjectType | undefined;
}

export interface ViewArguments extends PageArguments {
  readonly where?: Readonly<Record<string, unknown>> | null;
  readonly offset?: number | null;
  readonly segments?: readonly string[] | null;
  readonly timeZone?: string | null;
  readonly asOf?: string | null;
}

/**
 * Answers one view field: all `rows`, `records` and `total` selected in it, from one snapshot, with one receipt for all. `within`
 * holds besides what the caller asks.
 */
export async function answerView(
  members: ViewMembers,
  types: ViewTypes,
  args: ViewArguments,
  within: readonly Filter[],
  context: GraphqlContext,
  info: GraphQLResolveInfo,
): Promise<Record<string, unknown>> {
  const question: ViewQuestion = {
    view: members.view.name,
    filters: [...within, ...readWhere(args.where, members)],
    segments: args.segments ?? [],
    ...(typeof args.offset === 'number' ? { offset: args.offset } : {}),
    ...(args.timeZone ? { timeZone: args.timeZone } : {}),
    ...(args.asOf ? { asOf: args.asOf } : {}),
  };
  const selected = selectedFields(info.fieldNodes, info);
  const parts = selected.flatMap((field): [string, (ask: Ask) => Promise<unknown>][] => {
    if (field.name === 'rows') {
      const grouping = readGrouping(field.key, field.nodes, args, members, types.row, info);
      return [[field.key, (ask) => askGroups(ask, question, grouping, info.returnType === types.made)]];
    }
    if (field.name === 'total' && types.total) {
      const fields = readTotal(field.nodes, members, types.total, info);
      return [[field.key, (ask) => askTotal(ask, question, fields, members)]];
    }
    if (field.name === 'records') {
      const records = readRecords(field.nodes, members, types, info);
      return [[field.key, (ask) => askRecords(ask, question, records)]];
    }
    return [];
  });
  if (parts.length === 0)
    throw new TenureError('WRONG_USE', 'A receipt belongs to an answer: select rows, records or total beside it.');
  const { semantic, principal, language, signal } = context;
  const { result, receipts } = await atOneSnapshot(semantic, principal, { language, signal }, async (ask) =>
    Object.fromEntries(await Promise.all(parts.map(async ([key, part]) => [key, await part(ask)] as const))),
  );
  const proofs = selected.filter(({ name }) => name === 'receipt');
  if (proofs.length > 0 && receipts.length === 0)
    throw new TenureError('WRONG_USE', 'Nothing is asked here that has a receipt.');
  for (const { key } of proofs) result[key] = { ...mergeReceipts(receipts), queries: receipts.length };
  return result;
}

async function askTotal(
  ask: Ask,
  { offset: _, ...question }: ViewQuestion,
  selected: readonly (SelectedMeasure | SelectedTypename)[],
  members: ViewMembers,
): Promise<Record<string, unknown>> {
  const measures = selected.flatMap((field) => (field.kind === 'measure' ? [field.column] : []));
  const filters = withoutMeasureFilters(question.filters, isOneOf(members.view.measures));
  const { columns, rows } =
    measures.length === 0
      ? { columns: [], rows: [] }
      : await ask({ ...question, filters, measures: measureRefs(measures) });
  const places = new Map(columns.map(({ name }, index) => [name, index]));
  return placeCells(cellsOf(selected, { dimensions: [], measures }, places, undefined), rows[0] ?? []);
}
