import { GraphQLFloat, GraphQLInputObjectType, GraphQLObjectType, GraphQLString } from 'graphql';
import { decompose } from '../../insight/decompose.js';
import { mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
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

const Predicted = new GraphQLObjectType({
  name: 'PredictedChange',
  description:
    'The change as the churn model saw it coming, at the end of the month before each month: drivers, rest and unpredicted together sum to the change.',
  fields: {
    before: {
      ...number,
      description: 'Mean chance to leave in the next month, over the months of the earlier period.',
    },
    after: number,
    drivers: { ...parts, description: 'Ranked; with the rest they sum to after less before.' },
    rest: { ...number, description: 'What drivers do not explain: the mean of a curve is not the curve of the mean.' },
    unpredicted: { ...number, description: 'The change that was observed less the one predicted.' },
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
    fields: {
      level: { type: required(Level) },
      change: { type: Change },
      predicted: { type: Predicted, description: 'Null where the churn model says nothing of the change.' },
      notPredictedBecause: { type: GraphQLString },
      receipt: { type: required(ReceiptType) },
    },
  }),
  description:
    'Takes a rate apart, such as churned over customer_months: its level by reason and group, and its change between two periods by reason, by the mix of groups, and by drivers of the churn model, ranked.',
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
    const { level, receipts, ...found } = await decompose(semantic, question, principal, signal);
    return {
      level: { ...level, rate: level.churnRate },
      ...found,
      receipt: { ...mergeReceipts(receipts), queries: receipts.length },
    };
  },
};
