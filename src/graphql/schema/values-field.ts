import { GraphQLInt, GraphQLObjectType, GraphQLString } from 'graphql';
import { memberValues } from '../ask/member-values.js';
import { bool, type Field, singleReceipt, text } from './column-info.js';
import { FilterInput, type FilterInputValue, filterOf, listOf, required } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';
import { Json } from './scalars.js';

export const valuesField: Field = {
  type: new GraphQLObjectType({
    name: 'MemberValues',
    fields: {
      values: {
        type: required(
          listOf(
            new GraphQLObjectType({
              name: 'MemberValue',
              fields: { value: { type: Json }, label: text, count: { type: Json } },
            }),
          ),
        ),
      },
      countedBy: { type: GraphQLString, description: 'The measure that count is of.' },
      hasMore: bool,
      receipt: { type: required(ReceiptType) },
    },
  }),
  description: "A dimension's members with their counts, the most frequent first, for slicers.",
  args: {
    view: text,
    dimension: text,
    search: { type: GraphQLString, description: 'A part of the value, in any case.' },
    filters: { type: listOf(FilterInput) },
    first: { type: GraphQLInt, defaultValue: 100 },
  },
  async resolve(
    _source,
    args: {
      view: string;
      dimension: string;
      search?: string | null;
      filters?: readonly FilterInputValue[] | null;
      first: number;
    },
    context,
  ) {
    const answer = await memberValues({ ...args, filters: (args.filters ?? []).map(filterOf) }, context);
    return { ...answer, receipt: singleReceipt(answer.receipt) };
  },
};
