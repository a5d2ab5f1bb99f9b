import { GraphQLFloat, GraphQLInt, GraphQLObjectType, GraphQLString } from 'graphql';
import { type CohortSlice, cohortRetention } from '../../insight/cohort-retention.js';
import { mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
import type { Field } from './column-info.js';
import { FilterInput, type FilterInputValue, filterOf, listOf, required } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';

const count = { type: required(GraphQLFloat) };
const share = { type: GraphQLFloat };

const Month = new GraphQLObjectType({
  name: 'RetentionMonth',
  fields: {
    ageMonths: { type: required(GraphQLInt), description: 'Months since joining; 0 is the month of joining.' },
    cohortCustomers: { ...count, description: 'Customers of the cohorts that have reached the age.' },
    retainedCustomers: count,
    observed: { ...share, description: 'Retained of them; null beyond the data.' },
    projected: { ...share, description: 'By the model, the months of the data included; null without a model.' },
  },
});

const Slice = new GraphQLObjectType({
  name: 'RetentionSlice',
  fields: {
    slice: { type: GraphQLString, description: 'Value of the dimension asked by; null for all customers together.' },
    customers: count,
    alpha: { ...share, description: 'Of the beta distribution of the monthly chance to leave; null without a model.' },
    beta: share,
    logLikelihood: share,
    fitMonths: { type: required(GraphQLInt), description: 'The last month since joining that the fit saw.' },
    notProjectedBecause: { type: GraphQLString },
    months: { type: required(listOf(Month)) },
  },
});

interface Arguments {
  readonly by?: string | null;
  readonly filters?: readonly FilterInputValue[] | null;
  readonly monthsAhead: number;
  readonly fitMonths?: number | null;
}

/** In the schema of who may see the view of cohorts. */
export const cohortRetentionField: Field = {
  type: new GraphQLObjectType({
    name: 'CohortRetention',
    fields: { slices: { type: required(listOf(Slice)) }, receipt: { type: required(ReceiptType) } },
  }),
  description:
    'Retention by months since joining, of cohorts together or of slices of them, and its course beyond the data by a shifted-beta-geometric model (Fader and Hardie 2007) fitted to their losses.',
  args: {
    by: { type: GraphQLString, description: 'A dimension of the view cohorts: cohort_month for each cohort.' },
    filters: { type: listOf(FilterInput), description: 'On dimensions of the view cohorts.' },
    monthsAhead: { type: required(GraphQLInt), defaultValue: 12, description: '0 to 120.' },
    fitMonths: { type: GraphQLInt, description: 'Months that the fit may see; all when absent.' },
  },
  async resolve(_source, { by, filters, monthsAhead, fitMonths }: Arguments, { semantic, principal, signal }) {
    const question = {
      by: by ?? undefined,
      filters: (filters ?? []).map(filterOf),
      monthsAhead,
      fitMonths: fitMonths ?? undefined,
    };
    const { slices, receipts } = await cohortRetention(semantic, question, principal, signal);
    return { slices: slices.map(shown), receipt: { ...mergeReceipts(receipts), queries: receipts.length } };
  },
};

function shown({ slice, customers, model, refusal, fitPeriods, points }: CohortSlice) {
  return {
    slice,
    customers,
    alpha: model?.alpha ?? null,
    beta: model?.beta ?? null,
    logLikelihood: model?.logLikelihood ?? null,
    fitMonths: fitPeriods,
    notProjectedBecause: refusal,
    months: points.map(({ period, reached, retained, ...shares }) => ({
      ageMonths: period,
      cohortCustomers: reached,
      retainedCustomers: retained,
      ...shares,
    })),
  };
}
