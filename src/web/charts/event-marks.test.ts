import { expect, it } from 'vitest';
import { eventMarks } from './event-marks.js';

const MONTHS = ['2025-01', '2025-02', '2025-03'];
const event = (title: string, firstDay: string, lastDay = firstDay) => ({ title, firstDay, lastDay });

it('marks an event at the month that it begins in, of those that are shown', () => {
  const events = [
    event('before', '2024-12-31'),
    event('since before', '2024-11-01', '2025-02-01'),
    event('in', '2025-02-28', '2025-09-01'),
    event('after', '2025-04-01'),
  ];
  expect(eventMarks(MONTHS, events)).toEqual([
    { at: 0, title: 'since before' },
    { at: 1, title: 'in' },
  ]);
  // A month that is not shown has no place.
  expect(eventMarks(['2025-01', '2025-03'], [event('between', '2025-02-03')])).toEqual([]);
});
