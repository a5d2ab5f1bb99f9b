import { GraphQLFloat, GraphQLObjectType } from 'graphql';
import { riskDifference } from '../../insight/risk-difference.js';
import { mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
import type { Field } from './column-info.js';
import { parts } from './decompose-field.js';
import { FilterInput, type FilterInputValue, filterOf, listOf, required } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';

const number = { type: required(GraphQLFloat) };

/** In the schema of who may see the view of scored customers. */
export const riskDifferenceField: Field = {
  type: new GraphQLObjectType({
    name: 'RiskDifference',
    fields: {
      group: { ...number, description: 'Mean chance of the group to leave in the next month.' },
      everybody: number,
      difference: number,
      drivers: { ...parts, description: 'Ranked; with the rest they sum to the difference.' },
      rest: number,
      receipt: { type: required(ReceiptType) },
    },
  }),
  description: 'Why a group is more or less likely to leave than everybody you see, by the drivers of the churn model.',
  args: { filters: { type: required(listOf(FilterInput)), description: 'On dimensions of the view risk.' } },
  async resolve(_source, { filters }: { filters: readonly FilterInputValue[] }, { semantic, principal, signal }) {
    const { receipts, ...found } = await riskDifference(semantic, filters.map(filterOf), principal, signal);
    return { ...found, receipt: { ...mergeReceipts(receipts), queries: receipts.length } };
  },
};
