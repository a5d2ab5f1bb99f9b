import { GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLObjectType, GraphQLString } from 'graphql';
import { TenureError } from '../../errors/errors.js';
import { reportJsonSchema } from '../../reports/document.js';
import type { ItemAnswer, ParameterValues } from '../../reports/run.js';
import type { ReportService } from '../../reports/service.js';
import type { GraphqlContext } from '../context.js';
import { bool, ColumnInfo, type Field, singleReceipt, text } from './column-info.js';
import { PivotResult, pivotShown } from './pivot-field.js';
import { listOf, required } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';
import { Json } from './scalars.js';

const Report = new GraphQLObjectType({
  name: 'Report',
  description: 'A saved report. What a reader sees in it is decided by the reader’s own policy.',
  fields: {
    id: { type: required(GraphQLID) },
    title: text,
    description: text,
    owner: text,
    folder: text,
    sharedWith: { type: required(listOf(GraphQLString)), description: 'Roles whose users may open it.' },
    version: { type: required(GraphQLInt) },
    savedAt: text,
    mine: bool,
    document: {
      type: Json,
      description: 'The report itself, as it is exported and imported. Null in lists.',
    },
  },
});

const ReportVersion = new GraphQLObjectType({
  name: 'ReportVersion',
  fields: { version: { type: required(GraphQLInt) }, title: text, savedBy: text, savedAt: text, current: bool },
});

const ReportItem = new GraphQLObjectType({
  name: 'ReportItem',
  description: 'What one item of a report answers; an item that the reader may not see says why in error.',
  fields: {
    page: { type: required(GraphQLInt) },
    item: { type: required(GraphQLInt) },
    kind: text,
    title: text,
    text: { type: GraphQLString },
    columns: { type: listOf(ColumnInfo) },
    rows: { type: Json, description: 'One list a row, in the order of the columns.' },
    before: {
      type: Json,
      description: 'Rows of the period that a card is compared with, in the same columns; null where it is not.',
    },
    pivot: { type: PivotResult, description: 'Of a table with nested axes, in place of columns and rows.' },
    receipt: { type: ReceiptType },
    error: { type: new GraphQLObjectType({ name: 'ReportItemError', fields: { code: text, message: text } }) },
  },
});

const ReportSchedule = new GraphQLObjectType({
  name: 'ReportSchedule',
  description: 'A report that is exported again and again, as its maker may see it at that moment.',
  fields: {
    id: { type: required(GraphQLID) },
    reportId: { type: required(GraphQLID) },
    cron: { ...text, description: 'Minute, hour, day of month, month, day of week, in the operator’s time zone.' },
    format: text,
    nextAt: { type: GraphQLString },
    exports: {
      type: required(
        listOf(
          new GraphQLObjectType({
            name: 'ReportExport',
            fields: {
              dueAt: text,
              finishedAt: { type: GraphQLString },
              state: text,
              files: { type: required(listOf(GraphQLString)), description: 'Where they lie on the server.' },
              snapshot: { type: GraphQLString },
              error: { type: GraphQLString },
            },
          }),
        ),
      ),
      description: 'The latest ten, the newest first.',
    },
  },
});

const id = { type: required(GraphQLID) };
const document = { type: required(Json), description: 'A report document; reportSchema is its JSON Schema.' };
const parameters = { type: Json, description: 'An object with values of the report’s parameters.' };
const folder = { type: GraphQLString };

function reportsOf({ reports }: GraphqlContext): ReportService {
  if (!reports) throw new TenureError('NOT_SUPPORTED', 'This server keeps no reports.');
  return reports;
}

function parametersOf(given: unknown): ParameterValues {
  if (given === null || given === undefined) return {};
  const entries = typeof given === 'object' && !Array.isArray(given) ? Object.entries(given) : undefined;
  if (!entries?.every(([, value]) => typeof value === 'string' || typeof value === 'number'))
    throw new TenureError('BAD_REQUEST', 'The parameters are an object of strings and numbers.');
  return Object.fromEntries(entries);
}

function shown({ answer, pivot, before, ...item }: ItemAnswer) {
  if (pivot) {
    const shownPivot = pivotShown(pivot);
    return { ...item, pivot: shownPivot, receipt: shownPivot.receipt };
  }
  if (!answer) return item;
  return {
    ...item,
    before: before?.rows,
    columns: answer.columns,
    rows: answer.rows,
    receipt: singleReceipt(answer.receipt),
  };
}

const runOptions = (given: unknown, { signal, language }: GraphqlContext) => ({
  parameters: parametersOf(given),
  signal,
  language,
});

export const reportQueries: Readonly<Record<string, Field>> = {
  reports: {
    type: required(listOf(Report)),
    description: 'Your own reports and those shared with one of your roles.',
    resolve: (_source, _args, context) => reportsOf(context).list(context.principal),
  },
  report: {
    type: required(Report),
    args: { id },
    resolve: (_source, args: { id: string }, context) => reportsOf(context).get(context.principal, args.id),
  },
  reportVersions: {
    type: required(listOf(ReportVersion)),
    description: 'The newest first.',
    args: { id },
    resolve: (_source, args: { id: string }, context) => reportsOf(context).versions(context.principal, args.id),
  },
  runReport: {
    type: required(listOf(ReportItem)),
    description: 'Asks everything that a report asks, as you.',
    args: { id, parameters },
    resolve: async (_source, args: { id: string; parameters?: unknown }, context) =>
      (await reportsOf(context).run(context.principal, args.id, runOptions(args.parameters, context))).map(shown),
  },
  previewReport: {
    type: required(listOf(ReportItem)),
    description: 'The same for a document that is not saved.',
    args: { document, parameters },
    resolve: async (_source, args: { document: unknown; parameters?: unknown }, context) =>
      (await reportsOf(context).preview(context.principal, args.document, runOptions(args.parameters, context))).map(
        shown,
      ),
  },
  reportSchedules: {
    type: required(listOf(ReportSchedule)),
    description: 'Your own schedules with what they made.',
    resolve: (_source, _args, context) => reportsOf(context).schedules(context.principal),
  },
  reportSchema: {
    type: required(Json),
    description: 'The JSON Schema of a report document.',
    resolve: () => reportJsonSchema(),
  },
};

export const reportMutations: Readonly<Record<string, Field>> = {
  createReport: {
    type: required(Report),
    description: 'Saves a new report, or imports one.',
    args: { document, folder },
    resolve: (_source, args: { document: unknown; folder?: string | null }, context) =>
      reportsOf(context).create(context.principal, args.document, args.folder ?? undefined),
  },
  saveReport: {
    type: required(Report),
    description: 'Saves a new version. base is the version that it was made from; another one in between is refused.',
    args: { id, document, base: { type: required(GraphQLInt) } },
    resolve: (_source, args: { id: string; document: unknown; base: number }, context) =>
      reportsOf(context).save(context.principal, args.id, args.document, args.base),
  },
  copyReport: {
    type: required(Report),
    args: { id, folder },
    resolve: (_source, args: { id: string; folder?: string | null }, context) =>
      reportsOf(context).copy(context.principal, args.id, args.folder ?? undefined),
  },
  showReportVersion: {
    type: required(Report),
    description: 'Undo and redo: makes an earlier or later version the one that is shown.',
    args: { id, version: { type: required(GraphQLInt) } },
    resolve: (_source, args: { id: string; version: number }, context) =>
      reportsOf(context).show(context.principal, args.id, args.version),
  },
  arrangeReport: {
    type: required(Report),
    description: 'Moves a report to a folder, or shares it with roles.',
    args: { id, folder, sharedWith: { type: listOf(GraphQLString) } },
    resolve: (_source, args: { id: string; folder?: string | null; sharedWith?: string[] | null }, context) =>
      reportsOf(context).arrange(context.principal, args.id, {
        ...(args.folder === null || args.folder === undefined ? {} : { folder: args.folder }),
        ...(args.sharedWith ? { sharedWith: args.sharedWith } : {}),
      }),
  },
  scheduleReport: {
    type: required(ReportSchedule),
    args: { id, cron: text, format: { ...text, description: 'csv or xlsx.' } },
    resolve: (_source, args: { id: string; cron: string; format: string }, context) =>
      reportsOf(context).schedule(context.principal, args.id, args.cron, args.format),
  },
  unscheduleReport: {
    type: required(GraphQLBoolean),
    args: { scheduleId: { type: required(GraphQLID) } },
    resolve: async (_source, args: { scheduleId: string }, context) => {
      await reportsOf(context).unschedule(context.principal, args.scheduleId);
      return true;
    },
  },
  removeReport: {
    type: required(GraphQLBoolean),
    args: { id: { type: required(GraphQLID) } },
    resolve: async (_source, args: { id: string }, context) => {
      await reportsOf(context).remove(context.principal, args.id);
      return true;
    },
  },
};
