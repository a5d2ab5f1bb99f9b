import { GraphQLID, GraphQLInputObjectType, GraphQLInt, GraphQLObjectType, GraphQLString } from 'graphql';
import type { Cell } from '../../semantic/contract/answer.js';
import { drillThrough } from '../../semantic/pivot/drill-through.js';
import { mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
import { bool, ColumnInfo, type Field, moment, text } from './column-info.js';
import { OrderDirection } from './order-direction.js';
import {
  CoordinateInput,
  FilterInput,
  type FilterInputValue,
  filterOf,
  type LevelValue,
  levelOf,
  listOf,
  required,
} from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';
import { Json } from './scalars.js';

const DrillThroughInput = new GraphQLInputObjectType({
  name: 'DrillThroughInput',
  fields: {
    view: text,
    measure: { type: GraphQLString, description: "The cell's measure; its drill members are the columns by default." },
    cell: {
      type: listOf(CoordinateInput),
      description: "The cell's row and column members; none for the grand total.",
    },
    filters: { type: listOf(FilterInput), description: 'The filters of the question that the cell came from.' },
    segments: { type: listOf(GraphQLString) },
    columns: { type: listOf(GraphQLString), description: 'Dimensions to show.' },
    orderBy: {
      type: listOf(
        new GraphQLInputObjectType({
          name: 'RowOrderInput',
          fields: { by: text, direction: { type: required(OrderDirection) } },
        }),
      ),
    },
    first: { type: GraphQLInt, defaultValue: 100 },
    offset: { type: GraphQLInt, defaultValue: 0 },
    timeZone: { type: GraphQLString },
    asOf: { type: GraphQLID },
  },
});

interface DrillThroughInputValue {
  readonly view: string;
  readonly measure?: string | null;
  readonly cell?: readonly (LevelValue & { readonly value?: Cell })[] | null;
  readonly filters?: readonly FilterInputValue[] | null;
  readonly segments?: readonly string[] | null;
  readonly columns?: readonly string[] | null;
  readonly orderBy?: readonly { readonly by: string; readonly direction: 'asc' | 'desc' }[] | null;
  readonly first: number;
  readonly offset: number;
  readonly timeZone?: string | null;
  readonly asOf?: string | null;
}

export const drillThroughField: Field = {
  type: new GraphQLObjectType({
    name: 'DrillThroughResult',
    fields: {
      columns: { type: required(listOf(ColumnInfo)) },
      rows: { type: required(Json), description: 'One list a row, in the order of the columns.' },
      hasMore: bool,
      receipt: { type: required(ReceiptType) },
    },
  }),
  description: 'The rows behind a cell, totals too, page by page.',
  args: { input: { type: required(DrillThroughInput) } },
  async resolve(_source, { input }: { input: DrillThroughInputValue }, { semantic, principal, language, signal }) {
    const { receipts, ...answer } = await drillThrough(
      semantic,
      {
        view: input.view,
        cell: (input.cell ?? []).map((at) => ({ level: levelOf(at), value: at.value ?? null })),
        filters: (input.filters ?? []).map(filterOf),
        segments: input.segments ?? [],
        first: input.first,
        offset: input.offset,
        ...(input.measure ? { measure: input.measure } : {}),
        ...(input.columns ? { columns: input.columns } : {}),
        ...(input.orderBy ? { order: input.orderBy } : {}),
        ...moment(input),
      },
      principal,
      { language, signal },
    );
    return { ...answer, receipt: { ...mergeReceipts(receipts), queries: receipts.length } };
  },
};
