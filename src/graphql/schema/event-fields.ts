import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import { TenureError } from '../../errors/errors.js';
import { type CalendarEventService, EVENT_KINDS, type Period } from '../../insight/calendar-events.js';
import type { GraphqlContext } from '../context.js';
import { type Field, text } from './column-info.js';
import { listOf, required } from './query-inputs.js';
import { DateScalar } from './scalars.js';

const Kind = new GraphQLEnumType({
  name: 'CalendarEventKind',
  values: Object.fromEntries(EVENT_KINDS.map((kind) => [kind, {}])),
});
const date = { type: required(DateScalar) };
const id = { type: required(GraphQLID) };
const provinces = 'Province codes; none where it is about all of them.';

const CalendarEventType = new GraphQLObjectType({
  name: 'CalendarEvent',
  description: 'What happened or will happen to the business; both days are included.',
  fields: {
    id,
    kind: { type: required(Kind) },
    title: text,
    firstDay: date,
    lastDay: date,
    provinces: { type: required(listOf(GraphQLString)), description: provinces },
    savedBy: text,
    savedAt: text,
  },
});
const CalendarEventInput = new GraphQLInputObjectType({
  name: 'CalendarEventInput',
  fields: {
    kind: { type: required(Kind) },
    title: { type: required(GraphQLString) },
    firstDay: date,
    lastDay: { type: DateScalar, description: 'The first day, where it is not given.' },
    provinces: { type: listOf(GraphQLString), description: provinces },
  },
});

export const eventQueries: Readonly<Record<string, Field>> = {
  calendarEvents: {
    type: required(listOf(CalendarEventType)),
    description:
      'Events with a day in the period, of all provinces and of those that you answer for; the earliest first.',
    args: { from: { type: DateScalar }, to: { type: DateScalar } },
    resolve: (_source, period: Period, context) => eventsOf(context).list(context.principal, period),
  },
};

export const eventMutations: Readonly<Record<string, Field>> = {
  saveCalendarEvent: {
    type: required(CalendarEventType),
    description: 'Keeps a new event, or changes the one of an id. For roles with the right events.',
    args: { id: { type: GraphQLID }, event: { type: required(CalendarEventInput) } },
    resolve: (_source, args: { id?: string | null; event: unknown }, context) =>
      eventsOf(context).save(context.principal, { ...(args.event as object) }, args.id),
  },
  removeCalendarEvent: {
    type: required(GraphQLBoolean),
    args: { id },
    async resolve(_source, args: { id: string }, context) {
      await eventsOf(context).remove(context.principal, args.id);
      return true;
    },
  },
};

function eventsOf({ calendarEvents }: GraphqlContext): CalendarEventService {
  if (!calendarEvents) throw new TenureError('NOT_READY', 'There is no application store to keep events in.');
  return calendarEvents;
}
