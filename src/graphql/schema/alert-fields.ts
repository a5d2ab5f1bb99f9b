import { GraphQLBoolean, GraphQLEnumType, GraphQLFloat, GraphQLID, GraphQLObjectType, GraphQLString } from 'graphql';
import { DIRECTIONS } from '../../alerts/alert.js';
import type { AlertService } from '../../alerts/service.js';
import { TenureError } from '../../errors/errors.js';
import type { GraphqlContext } from '../context.js';
import { bool, type Field, text } from './column-info.js';
import { FilterInput, type FilterInputValue, listOf, required, wordedOf } from './query-inputs.js';
import { Json } from './scalars.js';

const AlertDirection = new GraphQLEnumType({
  name: 'AlertDirection',
  values: Object.fromEntries(DIRECTIONS.map((direction) => [direction, {}])),
});

const month = {
  type: GraphQLString,
  description: 'First day of the month that the value is of; null where the view has no time.',
};

const AlertCheck = new GraphQLObjectType({
  name: 'AlertCheck',
  description: 'What was found at the latest snapshot, asked as the owner.',
  fields: {
    snapshot: text,
    at: text,
    month,
    value: { type: GraphQLFloat, description: 'Null where the slice has no figure.' },
    crossed: bool,
    error: {
      description: 'Why the slice could not be asked, such as a member that the owner may no longer see.',
      type: new GraphQLObjectType({ name: 'AlertError', fields: { code: text, message: text } }),
    },
  },
});

const AlertCrossing = new GraphQLObjectType({
  name: 'AlertCrossing',
  description: 'A change between crossed and not crossed, at the snapshot where it was found.',
  fields: { snapshot: text, at: text, month, value: { type: required(GraphQLFloat) }, crossed: bool },
});

const Alert = new GraphQLObjectType({
  name: 'Alert',
  description: 'A threshold on a measure of a slice. It follows the latest month and is checked at each new snapshot.',
  fields: {
    id: { type: required(GraphQLID) },
    view: text,
    measure: text,
    arguments: { type: required(Json) },
    filters: { type: required(Json), description: 'The conditions of the slice, as setAlert took them.' },
    slice: { ...text, description: 'The slice in the words it was set with.' },
    when: { type: required(AlertDirection) },
    threshold: { type: required(GraphQLFloat), description: 'In the measure’s own unit: 0.02 for 2 %.' },
    setAt: text,
    check: { type: AlertCheck },
    crossings: { type: required(listOf(AlertCrossing)), description: 'The latest ten, the newest first.' },
  },
});

interface SetAlertArguments {
  readonly filters?: readonly FilterInputValue[] | null;
  readonly arguments?: unknown;
  readonly slice?: string | null;
}

function alertsOf({ alerts }: GraphqlContext): AlertService {
  if (!alerts) throw new TenureError('NOT_SUPPORTED', 'This server keeps no alerts.');
  return alerts;
}

export const alertQueries: Readonly<Record<string, Field>> = {
  alerts: {
    type: required(listOf(Alert)),
    description: 'Your own alerts as they stand at the current snapshot.',
    resolve: (_source, _args, context) => alertsOf(context).list(context.principal, context.signal),
  },
};

export const alertMutations: Readonly<Record<string, Field>> = {
  setAlert: {
    type: required(Alert),
    description: 'Sets an alert on what you may ask yourself, and checks it at once.',
    args: {
      view: text,
      measure: text,
      arguments: { type: Json, description: 'An object with the arguments that the measure declares.' },
      filters: { type: listOf(FilterInput), description: 'The slice, without time.' },
      slice: { type: GraphQLString, description: 'The slice in words, for people.' },
      when: { type: required(AlertDirection) },
      threshold: { type: required(GraphQLFloat) },
    },
    resolve: (_source, { filters, arguments: given, slice, ...rest }: SetAlertArguments, context) => {
      const definition = {
        ...rest,
        ...(given ? { arguments: given } : {}),
        ...(slice ? { slice } : {}),
        filters: (filters ?? []).map(wordedOf),
      };
      return alertsOf(context).set(context.principal, definition, context.signal);
    },
  },
  removeAlert: {
    type: required(GraphQLBoolean),
    args: { id: { type: required(GraphQLID) } },
    resolve: async (_source, { id }: { id: string }, context) => {
      await alertsOf(context).remove(context.principal, id);
      return true;
    },
  },
};
