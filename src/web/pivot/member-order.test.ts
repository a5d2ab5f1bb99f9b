import { describe, expect, it } from 'vitest';
import { ownOrder } from './member-order.js';

describe('the order of members', () => {
  it('is their own where they have one, and that of names otherwise', () => {
    const days = ['Fri', 'Mon', 'Sat', 'Sun', 'Thu', 'Tue', 'Wed'];
    const place = (day: string) => ownOrder('weekday', day) ?? -1;
    expect(days.sort((a, b) => place(a) - place(b))).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    expect(ownOrder('previous_stage', 'new')).toBe(0);
    expect(ownOrder('province', 'Sichuan')).toBeNull();
    expect(ownOrder('weekday', null)).toBeNull();
  });
});
