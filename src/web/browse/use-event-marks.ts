import { useMemo } from 'react';
import type { CalendarEventsAnswer } from '../api/answers.js';
import { ask } from '../api/client.js';
import { CALENDAR_EVENTS } from '../api/documents.js';
import type { CatalogView } from '../api/types.js';
import { type EventMark, eventMarks } from '../charts/event-marks.js';
import { useAsked } from '../parts/use-asked.js';
import type { GridModel } from '../pivot/grid-model.js';
import type { BrowseState } from '../pivot/state.js';

const KINDS: readonly string[] = ['line', 'area', 'bar'];
const NONE: readonly EventMark[] = [];

/** The calendar's events along an axis of months; none for other axes, and where the calendar cannot be asked. */
export function useEventMarks(state: BrowseState, view: CatalogView, model: GridModel): readonly EventMark[] {
  const [level, ...others] = state.columns.levels;
  const isMonths =
    KINDS.includes(state.chart) &&
    level?.granularity === 'month' &&
    level.name === view.timeDimension &&
    others.length === 0;
  const months = useMemo(
    () => model.columns.flatMap(({ kind, path }) => (kind === 'member' ? [String(path.at(-1)).slice(0, 7)] : [])),
    [model],
  );
  const question = isMonths && months.length > 1 ? ['events', months[0]] : null;
  const { value } = useAsked(question, (signal) =>
    ask<CalendarEventsAnswer>(CALENDAR_EVENTS, { from: months[0] }, signal),
  );
  return useMemo(() => (value ? eventMarks(months, value.calendarEvents) : NONE), [value, months]);
}
