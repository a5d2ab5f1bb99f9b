import {
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { CLASS_KINDS, type ClassKind, COMPARISONS, RULE_INDICATORS } from '../../analytics/segment/customer-classes.js';
import { TenureError } from '../../errors/errors.js';
import type { CustomerRuleService } from '../../insight/customer-rules.js';
import { mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
import type { GraphqlContext } from '../context.js';
import type { Field } from './column-info.js';
import { listOf, required } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';
import { DateScalar } from './scalars.js';

const enumOf = (name: string, values: readonly string[]) =>
  new GraphQLEnumType({ name, values: Object.fromEntries(values.map((value) => [value, {}])) });

const Kind = enumOf('CustomerClassKind', CLASS_KINDS);
const Indicator = enumOf('RuleIndicator', RULE_INDICATORS);
const Comparison = enumOf('RuleComparison', COMPARISONS);
const count = { type: required(GraphQLInt) };

const Threshold = new GraphQLObjectType({
  name: 'RuleThreshold',
  fields: {
    indicator: { type: required(Indicator) },
    comparison: { type: required(Comparison) },
    value: { type: required(GraphQLFloat) },
  },
});
const Rule = new GraphQLObjectType({
  name: 'CustomerRule',
  description: 'Thresholds of which all of `all` are reached, and one of `any` if there are any.',
  fields: { all: { type: required(listOf(Threshold)) }, any: { type: required(listOf(Threshold)) } },
});
const KeptRule = new GraphQLObjectType({
  name: 'CustomerRuleVersion',
  fields: {
    kind: { type: required(Kind) },
    version: { ...count, description: '0 is what is in force before anybody saved a rule.' },
    rule: { type: required(Rule) },
    savedBy: { type: GraphQLString },
    savedAt: { type: GraphQLString },
  },
});
const RuleCount = new GraphQLObjectType({
  name: 'CustomerRuleCount',
  description: 'How many customers of the last month a rule takes in, of those that you see.',
  fields: {
    month: { type: DateScalar },
    customers: count,
    of: count,
    reached: { type: required(listOf(GraphQLInt)), description: 'By threshold alone, in the order all, any.' },
    receipt: { type: required(ReceiptType) },
  },
});

const ThresholdInput = new GraphQLInputObjectType({
  name: 'RuleThresholdInput',
  fields: {
    indicator: { type: required(Indicator) },
    comparison: { type: required(Comparison) },
    value: { type: required(GraphQLFloat) },
  },
});
const RuleInput = new GraphQLInputObjectType({
  name: 'CustomerRuleInput',
  fields: { all: { type: listOf(ThresholdInput) }, any: { type: listOf(ThresholdInput) } },
});
const kind = { type: required(Kind) };
const rule = { type: required(RuleInput) };

export const ruleQueries: Readonly<Record<string, Field>> = {
  customerRules: {
    type: required(listOf(KeptRule)),
    description:
      'The versions of the rule that says which customers are big, or potential; the newest, which is in force, first.',
    args: { kind },
    resolve: (_source, args: { kind: ClassKind }, context) => rulesOf(context).versions(args.kind),
  },
  countCustomerRule: {
    type: required(RuleCount),
    description: 'What a rule would take in, before it is saved.',
    args: { rule },
    async resolve(_source, args: { rule: unknown }, context) {
      const { receipts, ...counted } = await rulesOf(context).count(context.principal, args.rule, context.signal);
      return { ...counted, receipt: { ...mergeReceipts(receipts), queries: receipts.length } };
    },
  },
};

export const ruleMutations: Readonly<Record<string, Field>> = {
  saveCustomerRule: {
    type: required(KeptRule),
    description:
      'Saves a new version and labels all customers anew (customer_class in every view). base: the version that it was made from.',
    args: { kind, rule, base: count },
    resolve: (_source, args: { kind: ClassKind; rule: unknown; base: number }, context) =>
      rulesOf(context).save(context.principal, args.kind, args.rule, args.base),
  },
};

function rulesOf({ rules }: GraphqlContext): CustomerRuleService {
  if (!rules) throw new TenureError('NOT_READY', 'There is no application store to keep rules in.');
  return rules;
}
