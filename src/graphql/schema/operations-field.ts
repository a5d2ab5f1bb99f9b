import { GraphQLEnumType, GraphQLFloat, GraphQLInt, GraphQLObjectType, GraphQLString } from 'graphql';
import { TenureError } from '../../errors/errors.js';
import type { OperationsService } from '../../operations/service.js';
import type { GraphqlContext } from '../context.js';
import { bool, type Field, text } from './column-info.js';
import { ModelVersionType } from './model-version-type.js';
import { listOf, required } from './query-inputs.js';

const whole = { type: required(GraphQLInt) };
const number = { type: required(GraphQLFloat) };
const maybe = { type: GraphQLString };
const texts = { type: required(listOf(GraphQLString)) };

const LoadedFile = new GraphQLObjectType({
  name: 'LoadedFile',
  description: 'A file that a run read.',
  fields: {
    name: text,
    path: text,
    fileId: { ...text, description: 'What rows of it carry in the warehouse.' },
    contentHash: text,
    bytes: number,
    rowsIn: number,
    quarantined: { ...number, description: 'Rows and values of it that were set aside.' },
    supersededBy: { ...maybe, description: 'The run whose file took its place; null while its rows are served.' },
  },
});

const LoadRun = new GraphQLObjectType({
  name: 'LoadRun',
  description: 'One run of one source, with where its rows came from.',
  fields: {
    runId: text,
    source: text,
    state: { ...text, description: 'running, published, unchanged or failed.' },
    startedAt: text,
    finishedAt: maybe,
    rowsIn: number,
    rowsLoaded: number,
    rowsQuarantined: number,
    rowsDuplicate: number,
    valuesReported: number,
    months: texts,
    subjects: texts,
    snapshot: maybe,
    error: maybe,
    files: { type: required(listOf(LoadedFile)) },
  },
});

const LineageFile = new GraphQLObjectType({
  name: 'LineageFile',
  description: 'A file that brought rows of a customer-month.',
  fields: {
    table: text,
    rows: { ...whole, description: 'Rows of this customer and month that it brought.' },
    name: text,
    path: text,
    fileId: text,
    contentHash: text,
    runId: text,
    source: text,
    loadedAt: text,
  },
});

const Lineage = new GraphQLObjectType({
  name: 'Lineage',
  description: 'Where one customer-month came from.',
  fields: {
    builtBy: { ...maybe, description: 'The run that built it; null when there is no such customer-month.' },
    files: { type: required(listOf(LineageFile)) },
  },
});

const SubjectFreshness = new GraphQLObjectType({
  name: 'SubjectFreshness',
  fields: { subject: text, publishedAt: text, runId: text },
});

const Feed = new GraphQLObjectType({
  name: 'Feed',
  description: 'The files of one source, held against their own history.',
  fields: {
    source: text,
    lastLoadedAt: text,
    lateSince: { ...maybe, description: 'Since when a file has been due; null where the feed is not late.' },
    alarms: { ...texts, description: 'In what its last load was far from those before: rows, sums, blanks.' },
  },
});

const FlowStep = new GraphQLObjectType({
  name: 'FlowStep',
  description: 'A step on the way of the data.',
  fields: {
    id: text,
    name: text,
    stage: { ...text, description: 'source, base, layer or view.' },
    from: { ...texts, description: 'Ids of the steps that it comes from.' },
    rows: { type: GraphQLFloat, description: 'Rows read from the files in force, or rows that the table holds.' },
    files: { type: GraphQLFloat, description: 'Files in force, of a source.' },
    quarantined: { type: GraphQLFloat, description: 'Rows and values of these files that were set aside.' },
    loadedAt: { ...maybe, description: 'When the newest load that reached it was published.' },
    through: { ...maybe, description: 'The last day or month that the table has rows of.' },
    projections: { ...texts, description: 'Projections kept on the table, coarsest first.' },
  },
});

const PublishedSnapshot = new GraphQLObjectType({
  name: 'PublishedSnapshot',
  fields: {
    id: text,
    publishedAt: text,
    runId: { ...text, description: 'The load, valuation, scoring or erasure that published it.' },
    partitions: { ...whole, description: 'Partitions that it put in place or dropped.' },
  },
});

const ServedSnapshot = new GraphQLObjectType({
  name: 'ServedSnapshot',
  fields: {
    id: text,
    publishedAt: maybe,
    scoredMonth: { ...maybe, description: 'The month whose scores are served.' },
  },
});

const SqlSession = new GraphQLObjectType({
  name: 'SqlSession',
  description: 'An open connection of the SQL door.',
  fields: { user: text, address: text, application: text, since: text },
});

const Activity = new GraphQLObjectType({
  name: 'Activity',
  description: 'Who used which door, in the questions that are kept.',
  fields: { user: text, door: text, questions: whole, lastAt: text, slowestMs: number },
});

const LoggedQuestion = new GraphQLObjectType({
  name: 'LoggedQuestion',
  description: 'A question as it was asked: names of members, never the values that it filtered by.',
  fields: {
    at: text,
    door: text,
    user: text,
    view: text,
    measures: texts,
    dimensions: texts,
    filteredBy: texts,
    durationMs: { ...number, description: 'Waiting in line included.' },
    rowsRead: { type: GraphQLFloat, description: 'Null where the door does not tell.' },
    layer: maybe,
    cached: bool,
    error: { ...maybe, description: 'The kind of error; null for an answer.' },
  },
});

const LogOrder = new GraphQLEnumType({ name: 'LogOrder', values: { latest: {}, slowest: {} } });

const Operations = new GraphQLObjectType<OperationsService, GraphqlContext>({
  name: 'Operations',
  description: 'The running server, for administrators.',
  fields: {
    snapshot: {
      type: required(ServedSnapshot),
      resolve: (operations, _args, { principal }) => operations.freshness(principal),
    },
    runs: {
      type: required(listOf(LoadRun)),
      args: { first: { type: GraphQLInt, defaultValue: 20 } },
      resolve: (operations, { first }: { first: number }, { principal }) => operations.runs(principal, atMost(first)),
    },
    subjects: {
      type: required(listOf(SubjectFreshness)),
      description: 'When each subject was last loaded, and by which run.',
      resolve: (operations, _args, { principal }) => operations.subjects(principal),
    },
    feeds: {
      type: required(listOf(Feed)),
      description: 'Every feed that was loaded, with its data alarms.',
      resolve: (operations, _args, { principal }) => operations.feeds(principal),
    },
    flow: {
      type: required(listOf(FlowStep)),
      description: 'The way of the data: sources, base tables, what is made of them, views.',
      resolve: (operations, _args, { principal }) => operations.flow(principal),
    },
    lineage: {
      type: required(Lineage),
      description: 'Which files and run a customer-month came from.',
      args: {
        customerId: { type: required(GraphQLString) },
        month: { type: required(GraphQLString), description: 'YYYY-MM' },
      },
      resolve: (operations, asked: { customerId: string; month: string }, { principal }) =>
        operations.lineage(principal, asked.customerId, asked.month),
    },
    snapshots: {
      type: required(listOf(PublishedSnapshot)),
      args: { first: { type: GraphQLInt, defaultValue: 20 } },
      resolve: (operations, { first }: { first: number }, { principal }) =>
        operations.snapshots(principal, atMost(first)),
    },
    modelVersions: {
      type: required(listOf(ModelVersionType)),
      args: { first: { type: GraphQLInt, defaultValue: 20 } },
      resolve: (operations, { first }: { first: number }, { principal }) =>
        operations.modelVersions(principal, atMost(first)),
    },
    sqlSessions: {
      type: required(listOf(SqlSession)),
      resolve: (operations, _args, { principal }) => operations.sqlSessions(principal),
    },
    activity: {
      type: required(listOf(Activity)),
      resolve: (operations, _args, { principal }) => operations.activity(principal),
    },
    questions: {
      type: required(listOf(LoggedQuestion)),
      args: {
        order: { type: LogOrder, defaultValue: 'latest' },
        first: { type: GraphQLInt, defaultValue: 50 },
        atLeastMs: { type: GraphQLInt, defaultValue: 0 },
      },
      resolve: (operations, { order, first, atLeastMs }: QuestionArguments, { principal }) =>
        operations.questions(principal, { order, first: atMost(first), atLeastMs }),
    },
  },
});

interface QuestionArguments {
  readonly order: 'latest' | 'slowest';
  readonly first: number;
  readonly atLeastMs: number;
}

/** Lists of operations are for people: at most 500 entries. */
function atMost(first: number): number {
  if (first < 0 || first > 500) throw new TenureError('BAD_REQUEST', 'first is between 0 and 500.');
  return first;
}

export const operationsField: Field = {
  type: required(Operations),
  description: 'Loads with their files, snapshots, model versions, sessions and questions of this server.',
  resolve: (_source, _args, { operations }) => {
    if (!operations) throw new TenureError('NOT_SUPPORTED', 'This server tells nothing of its operations.');
    return operations;
  },
};
