import { GraphQLFloat, GraphQLObjectType } from 'graphql';
import { required } from './query-inputs.js';

const number = { type: required(GraphQLFloat) };

export const Interval95 = new GraphQLObjectType({
  name: 'Interval95',
  description: 'A 95% interval.',
  fields: { low: number, high: number },
});

export const ModelCalibration = new GraphQLObjectType({
  name: 'ModelCalibration',
  description: 'Whether probabilities mean what they say.',
  fields: {
    expected: { ...number, description: 'Leavers that the probabilities add up to.' },
    expectedInterval: {
      type: required(Interval95),
      description: 'How many leave by chance if the probabilities are right.',
    },
    actual: { ...number, description: 'Those who left.' },
    inTheLarge: {
      type: GraphQLFloat,
      description:
        'Log-odds by which all probabilities are too low (above 0) or too high: the intercept with the slope held at 1.',
    },
    inTheLargeInterval: { type: Interval95 },
    slope: {
      type: GraphQLFloat,
      description: 'Of who left on the log-odds; below 1, low risks are told too low and high ones too high.',
    },
    slopeInterval: { type: Interval95 },
  },
});
