import { GraphQLBoolean, type GraphQLFieldConfig, GraphQLObjectType, GraphQLString } from 'graphql';
import type { Receipt } from '../../semantic/contract/answer.js';
import type { GraphqlContext } from '../context.js';
import { required } from './query-inputs.js';

export type Field = GraphQLFieldConfig<unknown, GraphqlContext>;

export const text = { type: required(GraphQLString) };
export const bool = { type: required(GraphQLBoolean) };

export const ColumnInfo = new GraphQLObjectType({
  name: 'ColumnInfo',
  fields: {
    name: text,
    title: text,
    role: text,
    type: text,
    unit: { type: GraphQLString },
    format: { type: GraphQLString },
  },
});

/** The receipt of an answer to one question. */
export const singleReceipt = (receipt: Receipt) => ({ ...receipt, queries: 1 });

/** The zone and snapshot of an input, left out where not given. */
export function moment({ timeZone, asOf }: { readonly timeZone?: string | null; readonly asOf?: string | null }) {
  return { ...(timeZone ? { timeZone } : {}), ...(asOf ? { asOf } : {}) };
}
