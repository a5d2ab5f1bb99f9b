import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import type { Cell } from '../../semantic/contract/answer.js';
import { askPivot } from '../../semantic/pivot/pivot.js';
import type { PivotAnswer, PivotTop } from '../../semantic/pivot/pivot-query.js';
import { mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
import { bool, ColumnInfo, type Field, moment, singleReceipt, text } from './column-info.js';
import { OrderDirection } from './order-direction.js';
import {
  FilterInput,
  type FilterInputValue,
  filterOf,
  LevelInput,
  type LevelValue,
  levelOf,
  listOf,
  MeasureInput,
  type MeasureInputValue,
  measureOf,
  required,
} from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';
import { Json } from './scalars.js';

const AxisMember = new GraphQLObjectType({
  name: 'AxisMember',
  description: 'A row or column: its members from the outermost level down; fewer for subtotals, none for the total.',
  fields: {
    path: { type: required(Json), description: 'A list of values; null is the member without a value.' },
    label: text,
    level: { type: required(GraphQLInt) },
    isTotal: bool,
    isOthers: bool,
  },
});

export const PivotResult = new GraphQLObjectType({
  name: 'PivotResult',
  fields: {
    rows: { type: required(listOf(AxisMember)) },
    columns: { type: required(listOf(AxisMember)) },
    measures: { type: required(listOf(ColumnInfo)) },
    cells: {
      type: required(Json),
      description: 'One list a row; in it for each column the measures in order. Null where there is no data.',
    },
    receipt: { type: required(ReceiptType), description: 'All questions together.' },
    receipts: { type: required(listOf(ReceiptType)) },
  },
});

const PivotInput = new GraphQLInputObjectType({
  name: 'PivotInput',
  fields: {
    view: text,
    rows: { type: required(listOf(LevelInput)), description: 'From outer to inner; may be empty.' },
    columns: { type: required(listOf(LevelInput)) },
    measures: { type: required(listOf(MeasureInput)) },
    filters: { type: listOf(FilterInput) },
    segments: { type: listOf(GraphQLString) },
    rowDepth: { type: GraphQLInt, description: 'How many of the row levels to show; all if absent.' },
    order: {
      type: new GraphQLInputObjectType({
        name: 'PivotOrderInput',
        description: 'Sorts row members within their parents by a measure.',
        fields: {
          by: { ...text, description: "A measure's column name." },
          direction: { type: required(OrderDirection) },
          column: { type: Json, description: 'The path of the column to look at; the total if absent.' },
        },
      }),
    },
    top: {
      type: new GraphQLInputObjectType({
        name: 'PivotTopInput',
        description: 'Keeps the largest members of a row level within each parent.',
        fields: {
          count: { type: required(GraphQLInt) },
          by: text,
          level: { type: GraphQLInt, description: 'The row level, counted from 0, the outermost.', defaultValue: 0 },
          others: { type: GraphQLBoolean, description: 'Adds one member for all the others.', defaultValue: true },
        },
      }),
    },
    timeZone: { type: GraphQLString },
    asOf: { type: GraphQLID },
  },
});

interface PivotInputValue {
  readonly view: string;
  readonly rows: readonly LevelValue[];
  readonly columns: readonly LevelValue[];
  readonly measures: readonly MeasureInputValue[];
  readonly filters?: readonly FilterInputValue[] | null;
  readonly segments?: readonly string[] | null;
  readonly rowDepth?: number | null;
  readonly order?: { readonly by: string; readonly direction: 'asc' | 'desc'; readonly column?: unknown } | null;
  readonly top?: PivotTop | null;
  readonly timeZone?: string | null;
  readonly asOf?: string | null;
}

export const pivotField: Field = {
  type: PivotResult,
  description: 'Nested row and column axes with subtotals at every level, all of them asked of the engine.',
  args: { input: { type: required(PivotInput) } },
  async resolve(_source, { input }: { input: PivotInputValue }, { semantic, principal, language, signal }) {
    const { order, top } = input;
    const answer = await askPivot(
      semantic,
      {
        view: input.view,
        rows: input.rows.slice(0, input.rowDepth ?? input.rows.length).map(levelOf),
        columns: input.columns.map(levelOf),
        measures: input.measures.map(measureOf),
        filters: (input.filters ?? []).map(filterOf),
        segments: input.segments ?? [],
        ...(order
          ? { order: { by: order.by, direction: order.direction, column: (order.column ?? []) as readonly Cell[] } }
          : {}),
        ...(top ? { top } : {}),
        ...moment(input),
      },
      principal,
      { language, signal },
    );
    return pivotShown(answer);
  },
};

/** A pivot as the schema has it. */
export function pivotShown(answer: PivotAnswer) {
  return {
    ...answer,
    receipts: answer.receipts.map(singleReceipt),
    receipt: { ...mergeReceipts(answer.receipts), queries: answer.receipts.length },
  };
}
