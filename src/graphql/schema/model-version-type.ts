import { GraphQLBoolean, GraphQLFloat, GraphQLInt, GraphQLObjectType, GraphQLString } from 'graphql';
import type { ModelVersion } from '../../operations/service.js';
import type { ScoredMonth } from '../../scoring/scored-months.js';
import { Interval95, ModelCalibration } from './calibration-type.js';
import { text } from './column-info.js';
import { listOf, required } from './query-inputs.js';

const whole = { type: required(GraphQLInt) };
const number = { type: required(GraphQLFloat) };

const jointIntercept = {
  ...number,
  description: 'Beside the free slope: it alone says nothing of the level. See calibration.inTheLarge.',
};

const Decile = new GraphQLObjectType({
  name: 'ModelDecile',
  description: 'A tenth of the held-out rows by predicted risk: what was predicted and what happened.',
  fields: { predicted: number, observed: number, rows: whole },
});

const Holdout = new GraphQLObjectType({
  name: 'ModelHoldout',
  description: 'Figures on rows that the fit had not seen.',
  fields: {
    by: {
      ...text,
      description: 'The month whose leavers were predicted, or customers where every fifth was held out.',
    },
    rows: whole,
    churned: whole,
    auc: number,
    logLoss: number,
    brier: number,
    ece: number,
    topDecileLift: number,
    aucInterval: { type: Interval95 },
    topDecileLiftInterval: { type: Interval95 },
    calibrationSlope: number,
    calibrationIntercept: jointIntercept,
    calibration: { type: ModelCalibration, description: 'Null for versions of before.' },
    deciles: { type: required(listOf(Decile)) },
  },
});

const Backtest = new GraphQLObjectType({
  name: 'ModelBacktest',
  description: 'A month predicted from the months before it alone.',
  fields: {
    month: text,
    rows: whole,
    churned: whole,
    auc: number,
    logLoss: number,
    aucInterval: { type: Interval95 },
    topDecileLiftInterval: { type: Interval95 },
    calibrationSlope: number,
    calibrationIntercept: jointIntercept,
    calibration: { type: ModelCalibration },
  },
});

const Drift = new GraphQLObjectType({
  name: 'ModelDrift',
  description: 'How a feature’s values moved between two sets of customers (population stability index).',
  fields: {
    feature: text,
    psi: number,
    pValue: number,
    drifted: { type: required(GraphQLBoolean), description: 'Moved by itself, and not by chance.' },
    cause: { type: GraphQLString, description: 'The feature that this one moved with; null where there is none.' },
  },
});

const Scored = new GraphQLObjectType<ScoredMonth>({
  name: 'ModelScoredMonth',
  description: 'A month that the version scored, and how its scores fare.',
  fields: {
    month: text,
    scoredAt: { ...text, resolve: ({ scoredAt }) => scoredAt.toISOString() },
    customers: number,
    drift: {
      type: required(listOf(Drift)),
      resolve: ({ drift }) => drift ?? [],
      description:
        'The customers’ features against those learnt from; empty where only the scalars of the month were kept, and for versions that learnt from a single extract.',
    },
    churned: { type: GraphQLFloat, description: 'Who left in the month after; null until that month is loaded.' },
    predicted: { type: GraphQLFloat, description: 'Who was expected to leave in it.' },
    calibrationSlope: {
      type: GraphQLFloat,
      description: 'Of who left on the log-odds: 1 and an intercept of 0 when probabilities mean what they say.',
    },
    calibrationIntercept: { type: GraphQLFloat, description: jointIntercept.description },
    calibration: { type: ModelCalibration, description: 'Null until the month after is loaded.' },
  },
});

const Refused = new GraphQLObjectType({ name: 'ModelRefused', fields: { column: text, reason: text } });

/** One version of the churn model with its figures. */
export const ModelVersionType = new GraphQLObjectType<ModelVersion>({
  name: 'ModelVersion',
  description: 'One fit of the churn model.',
  fields: {
    version: whole,
    inUse: { type: required(GraphQLBoolean) },
    fittedAt: { ...text, resolve: ({ fittedAt }) => fittedAt.toISOString() },
    promotedAt: { type: GraphQLString, resolve: ({ promotedAt }) => promotedAt?.toISOString() ?? null },
    snapshot: {
      ...text,
      description: 'The published snapshot that it learnt from.',
      resolve: ({ snapshotId }) => snapshotId,
    },
    kind: text,
    seed: number,
    chosen: { ...text, description: 'The model that was chosen, and how it is calibrated.', resolve: chosenText },
    features: { type: required(listOf(GraphQLString)), resolve: ({ features }) => features.map(({ name }) => name) },
    refused: { type: required(listOf(Refused)), resolve: ({ figures }) => figures.refused },
    rows: { ...whole, resolve: ({ figures }) => figures.rows },
    churned: { ...whole, resolve: ({ figures }) => figures.churned },
    months: { type: required(listOf(GraphQLString)), resolve: ({ figures }) => figures.months },
    holdout: { type: Holdout, resolve: ({ figures }) => figures.holdout },
    backtest: { type: required(listOf(Backtest)), resolve: ({ figures }) => figures.backtest },
    drift: {
      type: required(listOf(Drift)),
      description: 'The last month of the fit against its first.',
      resolve: ({ figures }) => figures.drift,
    },
    scored: { type: required(listOf(Scored)), description: 'The newest month first.' },
  },
});

function chosenText({ figures: { chosen } }: ModelVersion): string {
  const parts = [chosen.model];
  if (chosen.pairs > 0) parts.push(`${chosen.pairs} pairs`);
  if (chosen.rounds > 0) parts.push(`${chosen.rounds} rounds`);
  return [...parts, `calibration ${chosen.calibration}`].join(', ');
}
