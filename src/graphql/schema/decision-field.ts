import { GraphQLEnumType, GraphQLFloat, GraphQLInputObjectType, GraphQLInt, GraphQLObjectType } from 'graphql';
import type { Campaign } from '../../analytics/decide/cost-matrix.js';
import { decision } from '../../insight/decision.js';
import { mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
import type { Field } from './column-info.js';
import { FilterInput, type FilterInputValue, filterOf, listOf, required } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';
import { DateScalar } from './scalars.js';

const number = { type: required(GraphQLFloat) };
const count = { type: required(GraphQLInt) };
const maybe = { type: GraphQLFloat };

const Point = new GraphQLObjectType({
  name: 'DecisionPoint',
  description: 'Contacting everybody from a threshold on; without a threshold nobody.',
  fields: { threshold: maybe, targeted: count, churnersReached: count, totalCost: number, profit: number },
});

const StrategyEnum = new GraphQLEnumType({
  name: 'DecisionStrategy',
  values: {
    costThreshold: { description: 'From the threshold of least total cost on.' },
    costMatrix: { description: 'From the threshold that follows from the costs alone.' },
    noModel: { description: 'Everybody or nobody, whichever costs less.' },
    half: { description: 'From a chance of 0.5 on.' },
    underSampling: { description: 'Learnt on as many stayers as churners, brought back to the true rate.' },
    adaCost: { description: 'AdaCost’s vote.' },
  },
});

const Compared = new GraphQLObjectType({
  name: 'DecisionComparison',
  description: 'How a way of choosing did on the same customers.',
  fields: {
    strategy: { type: required(StrategyEnum) },
    threshold: { ...maybe, description: 'Contacted from this probability on; null where the rule is another one.' },
    targeted: count,
    churnersReached: count,
    totalCost: number,
    profit: { ...number, description: 'Against contacting nobody.' },
    precision: maybe,
    lift: maybe,
    precisionAtCapacity: { ...number, description: 'Share of churners among the `capacity` ranked highest.' },
    liftAtCapacity: maybe,
  },
});

const Matrix = new GraphQLObjectType({
  name: 'DecisionCosts',
  description: 'What each of the four ends costs.',
  fields: { contactedChurner: number, contactedStayer: number, missedChurner: number, leftAlone: number },
});

const DEFAULT_CAMPAIGN: Campaign = { contactCost: 10, offerCost: 50, successRate: 0.3, valueAtStake: 1000 };

const CampaignInput = new GraphQLInputObjectType({
  name: 'CampaignInput',
  description: 'A retention campaign, in currency units.',
  fields: {
    contactCost: {
      type: required(GraphQLFloat),
      defaultValue: DEFAULT_CAMPAIGN.contactCost,
      description: 'Cost of contacting one customer.',
    },
    offerCost: {
      type: required(GraphQLFloat),
      defaultValue: DEFAULT_CAMPAIGN.offerCost,
      description: 'Cost of the offer when it is taken.',
    },
    successRate: {
      type: required(GraphQLFloat),
      defaultValue: DEFAULT_CAMPAIGN.successRate,
      description: 'Chance that a would-be churner takes the offer and stays, 0 to 1.',
    },
    valueAtStake: {
      type: required(GraphQLFloat),
      defaultValue: DEFAULT_CAMPAIGN.valueAtStake,
      description: 'What a customer is worth who stays.',
    },
  },
});

interface Arguments {
  readonly costs: Campaign;
  readonly capacity?: number | null;
  readonly filters?: readonly FilterInputValue[] | null;
}

/** In the schema of who may see the view of decisions. */
export const decisionField: Field = {
  type: new GraphQLObjectType({
    name: 'CampaignDecision',
    fields: {
      month: { type: DateScalar, description: 'Predicted at its end; left in the month after.' },
      customers: count,
      churners: count,
      threshold: { ...maybe, description: 'Of least total cost; null when contacting anybody loses money.' },
      targetSize: { ...count, description: 'Of most profit.' },
      totalCost: number,
      profit: number,
      thresholdByCostMatrix: maybe,
      capacity: count,
      costMatrix: { type: required(Matrix) },
      adaCostLearntFor: {
        ...number,
        description: 'Needless contacts that a missed churner costs, of those AdaCost was learnt for the nearest.',
      },
      curve: { type: required(listOf(Point)) },
      comparisons: { type: required(listOf(Compared)) },
      receipt: { type: required(ReceiptType) },
    },
  }),
  description:
    'Whom to contact at these costs: the threshold of least total cost, the target size of most profit, the profit curve, and what other ways of choosing would have cost on the same customers, of a month that the model had not seen.',
  args: {
    costs: { type: required(CampaignInput), defaultValue: DEFAULT_CAMPAIGN },
    capacity: { type: GraphQLInt, description: 'Customers that can be contacted; a tenth when absent.' },
    filters: { type: listOf(FilterInput), description: 'On dimensions of the view decisions.' },
  },
  async resolve(_source, { costs, capacity, filters }: Arguments, { semantic, principal, signal }) {
    const question = { campaign: costs, capacity: capacity ?? undefined, filters: (filters ?? []).map(filterOf) };
    const { receipts, ...answer } = await decision(semantic, question, principal, signal);
    return { ...answer, receipt: { ...mergeReceipts(receipts), queries: receipts.length } };
  },
};
