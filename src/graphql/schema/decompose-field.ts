import { GraphQLFloat, GraphQLInputObjectType, GraphQLObjectType } from 'graphql';
import { decompose } from '../../insight/decompose.js';
import { mergeReceipts } from '../../semantic/pivot-snapshot.js';
import { type Field, text } from './column-info.js';
import { FilterInput, type FilterInputValue, filterOf, listOf, required } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';

const number = { type: required(GraphQLFloat) };

const Contribution = new GraphQLObjectType({
  name: 'Contribution',
  description: 'A part of a rate, or of its change, in the rate’s own unit; the parts sum to it.',
  fields: { name: text, contribution: number },
});
export const parts = { type: required(listOf(Contribution)) };

const Level = new GraphQLObjectType({
  name: 'DecomposedLevel',
  description: 'The rate of the period: the reasons sum to it, and so do the groups.',
  fields: { rate: number, reasons: parts, groups: parts },
});

const Change = new GraphQLObjectType({
  name: 'DecomposedChange',
  description: 'The change of the rate: reasons and mix together sum to it.',
  fields: {
    before: number,
    after: number,
    change: number,
    reasons: parts,
    mix: parts,
    groups: {
      type: required(
        listOf(new GraphQLObjectType({ name: 'DecomposedGroup', fields: { name: text, mix: number, reasons: parts } })),
      ),
    },
  },
});

const DayRangeInput = new GraphQLInputObjectType({
  name: 'DayRangeInput',
  description: 'First and last day, both included.',
  fields: { from: text, to: text },
});

interface Arguments {
  readonly view: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly reason: string;
  readonly by: string;
  readonly time: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly before?: { readonly from: string; readonly to: string } | null;
  readonly filters?: readonly FilterInputValue[] | null;
}

export const decomposeField: Field = {
  type: new GraphQLObjectType({
    name: 'Decomposition',
    fields: { level: { type: required(Level) }, change: { type: Change }, receipt: { type: required(ReceiptType) } },
  }),
  description:
    'Takes a rate apart, such as churned over customer_months: its level by reason and group, and its change between two periods by reason and by the mix of groups, ranked.',
  args: {
    view: text,
    numerator: text,
    denominator: text,
    reason: text,
    by: text,
    time: text,
    period: { type: required(DayRangeInput) },
    before: { type: DayRangeInput },
    filters: { type: listOf(FilterInput) },
  },
  async resolve(_source, args: Arguments, { semantic, principal, signal }) {
    const question = { ...args, before: args.before ?? undefined, filters: (args.filters ?? []).map(filterOf) };
    const { level, change, receipts } = await decompose(semantic, question, principal, signal);
    return {
      level: { ...level, rate: level.churnRate },
      change,
      receipt: { ...mergeReceipts(receipts), queries: receipts.length },
    };
  },
};
