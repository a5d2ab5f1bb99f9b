import { describe, expect, it } from 'vitest';
import { type Action, reduce } from './actions.js';
import { redo, startHistory, step, undo } from './history.js';
import { axisOf, type BrowseState, emptyState, isOpen } from './state.js';

const region = [{ name: 'province' }, { name: 'city' }, { name: 'district' }];
const time = [
  { name: 'month', granularity: 'quarter' as const },
  { name: 'month', granularity: 'month' as const },
];
const start: BrowseState = {
  ...emptyState('churn'),
  rows: axisOf(region),
  columns: axisOf(time),
  values: [
    { measure: 'churn_rate', arguments: {} },
    { measure: 'customers', arguments: {} },
  ],
};
const after = (...actions: Action[]) => actions.reduce(reduce, start);

describe('the browser state', () => {
  it('swaps the axes with all that was unfolded, and back', () => {
    const unfolded = after({ type: 'toggle', axis: 'rows', path: ['Sichuan'] });
    const rotated = reduce(unfolded, { type: 'rotate' });
    expect(rotated.columns).toEqual(unfolded.rows);
    expect(reduce(rotated, { type: 'rotate' })).toEqual(unfolded);
  });

  it('unfolds a member in place and folds it with what was unfolded below', () => {
    const two = after(
      { type: 'toggle', axis: 'rows', path: ['Sichuan'] },
      { type: 'toggle', axis: 'rows', path: ['Sichuan', 'Chengdu'] },
    );
    expect(isOpen(two.rows, ['Sichuan', 'Chengdu'])).toBe(true);
    expect(reduce(two, { type: 'toggle', axis: 'rows', path: ['Sichuan'] }).rows).toEqual(start.rows);
  });

  it('folds single members when the whole level is unfolded', () => {
    const folded = after(
      { type: 'unfoldTo', axis: 'rows', depth: 2 },
      { type: 'toggle', axis: 'rows', path: ['Hubei'] },
    );
    expect(isOpen(folded.rows, ['Hubei'])).toBe(false);
    expect(isOpen(folded.rows, ['Sichuan'])).toBe(true);
    expect(isOpen(reduce(folded, { type: 'toggle', axis: 'rows', path: ['Hubei'] }).rows, ['Hubei'])).toBe(true);
  });

  it('drills down to a level below a member and up again, never past the last level', () => {
    const down = after({ type: 'drillTo', axis: 'rows', path: ['Sichuan'] });
    expect(down.rows.root).toEqual(['Sichuan']);
    expect(reduce(down, { type: 'drillTo', axis: 'rows', path: ['Sichuan', 'Chengdu', 'Jinjiang'] })).toEqual(down);
    expect(reduce(down, { type: 'drillTo', axis: 'rows', path: [] }).rows.root).toEqual([]);
  });

  it('moves a level between axes without doubling it', () => {
    const moved = after({ type: 'place', axis: 'columns', levels: [{ name: 'city' }], at: 0 });
    expect(moved.rows.levels.map((level) => level.name)).toEqual(['province', 'district']);
    expect(moved.columns.levels.map((level) => level.name)).toEqual(['city', 'month', 'month']);
  });

  it('reorders levels of an axis', () => {
    const moved = after({ type: 'place', axis: 'rows', levels: [{ name: 'district' }], at: 0 });
    expect(moved.rows.levels.map((level) => level.name)).toEqual(['district', 'province', 'city']);
  });

  it('keeps what was unfolded as far as the levels stay the same', () => {
    const unfolded = after({ type: 'toggle', axis: 'rows', path: ['Sichuan'] });
    expect(reduce(unfolded, { type: 'removeLevel', level: { name: 'district' } }).rows.open).toEqual([['Sichuan']]);
    expect(reduce(unfolded, { type: 'removeLevel', level: { name: 'province' } }).rows.open).toEqual([]);
  });

  it('dices: keeps members only, and leaves members out of what is kept', () => {
    const level = { name: 'province' };
    const kept = after({ type: 'keep', level, values: ['Sichuan', 'Hubei'] });
    expect(kept.slicers).toEqual([{ member: 'province', mode: 'in', values: ['Sichuan', 'Hubei'] }]);
    expect(reduce(kept, { type: 'exclude', level, values: ['Hubei'] }).slicers[0]?.values).toEqual(['Sichuan']);
    const out = after({ type: 'exclude', level, values: ['Hubei'] }, { type: 'exclude', level, values: ['Hunan'] });
    expect(out.slicers).toEqual([{ member: 'province', mode: 'notIn', values: ['Hubei', 'Hunan'] }]);
  });

  it('undoes and redoes; what changes nothing is no step', () => {
    const one = step(startHistory(start), { type: 'rotate' });
    expect(undo(one).present).toEqual(start);
    expect(redo(undo(one)).present).toEqual(one.present);
    expect(step(one, { type: 'look', look: 'plain' })).toBe(one);
    expect(step(undo(one), { type: 'look', look: 'heat' }).future).toEqual([]);
  });
});
