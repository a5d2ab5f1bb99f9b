import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { Int64, Json, Timestamp } from './scalars.js';

const required = (type: GraphQLScalarType) => ({ type: new GraphQLNonNull(type) });

const MeasureDefinitionType = new GraphQLObjectType({
  name: 'MeasureDefinition',
  description: 'What a measure means, with the arguments it was asked with.',
  fields: {
    measure: required(GraphQLString),
    view: { ...required(GraphQLString), description: 'The view that it is of: the one asked, or the one beside it.' },
    month: { type: GraphQLString, description: 'The month it is as of, where its view holds one month alone.' },
    title: required(GraphQLString),
    description: required(GraphQLString),
    unit: { type: GraphQLString },
    additivity: { type: GraphQLString },
    arguments: required(Json),
  },
});

export const ReceiptType = new GraphQLObjectType({
  name: 'Receipt',
  description: 'The proof of an answer: what was asked of which data, and whether it is whole.',
  fields: {
    definitions: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(MeasureDefinitionType))),
    },
    sql: { type: GraphQLString, description: 'The SQL that ran; for analysts and administrators, otherwise null.' },
    layer: { ...required(GraphQLString), description: 'The layer of granularity that answered.' },
    rowsRead: required(Int64),
    durationMs: required(GraphQLFloat),
    snapshot: { ...required(GraphQLID), description: 'The published state that all rows come from.' },
    freshness: { type: Timestamp, description: 'When that state was published (UTC).' },
    complete: required(GraphQLBoolean),
    incompleteBecause: { type: GraphQLString },
    cached: required(GraphQLBoolean),
    queries: { ...required(Int64), description: 'How many questions were put to the engine or its cache.' },
  },
});
