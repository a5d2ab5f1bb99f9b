import { GraphQLEnumType } from 'graphql';

export const OrderDirection = new GraphQLEnumType({ name: 'OrderDirection', values: { asc: {}, desc: {} } });
