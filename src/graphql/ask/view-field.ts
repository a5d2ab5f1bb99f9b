import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import { TenureError } from '../../errors/errors.js';
import { type Ask, atOneSnapshot, mergeReceipts } from '../../semantic/pivot-snapshot.js';
import type { Filter } from '../../semantic/query.js';
import type { GraphqlContext } from '../context.js';
import type { ViewMembers } from '../schema/view-members.js';
import { type PageArguments, place, readGrouping, readMeasures, type SelectedMeasure } from './grouping.js';
import { askGroups } from './groups.js';
import { measureRefs, type ViewQuestion } from './question.js';
import { askRecords, readRecords } from './records.js';
import { selectedFields } from './selection.js';
import { readWhere, withoutMeasureFilters } from './where.js';

export interface ViewTypes {
  readonly answer: GraphQLObjectType;
  readonly row: GraphQLObjectType;
  readonly total: GraphQLObjectType | undefined;
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
      const grouping = readGrouping(field.key, field.nodes, args, members, types.row.getFields(), info);
      return [[field.key, (ask) => askGroups(ask, question, grouping)]];
    }
    if (field.name === 'total' && types.total) {
      const measures = readMeasures(field.nodes, members, types.total.getFields(), info);
      return [[field.key, (ask) => askTotal(ask, question, measures, members)]];
    }
    if (field.name === 'records') {
      const records = readRecords(field.nodes, members, types.answer, info);
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
  const receipt = { ...mergeReceipts(receipts), queries: receipts.length };
  for (const field of selected) if (field.name === 'receipt') result[field.key] = receipt;
  return result;
}

async function askTotal(
  ask: Ask,
  { offset: _, ...question }: ViewQuestion,
  selected: readonly SelectedMeasure[],
  members: ViewMembers,
): Promise<Record<string, unknown>> {
  if (selected.length === 0) return {};
  const filters = withoutMeasureFilters(question.filters, members);
  const measures = measureRefs(selected.map(({ column }) => column));
  const { columns, rows } = await ask({ ...question, filters, measures });
  const values = new Map(columns.map(({ name }, index) => [name, rows[0]?.[index] ?? null]));
  const total = {};
  for (const [index, measure] of selected.entries()) place(total, measure, values.get(`m${index}`) ?? null);
  return total;
}
