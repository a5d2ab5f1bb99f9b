import { describe, expect, it } from 'vitest';
import type { Alert } from '../api/alerts.js';
import type { CatalogView, FilterInput } from '../api/types.js';
import { slicerFilter } from '../pivot/slicer-conditions.js';
import type { Slicer } from '../pivot/state.js';
import { alertState } from './alert-slice.js';

const titled = (name: string) => ({ name, title: { en: name, zh: name }, description: '' });
const dimension = (name: string) => ({
  ...titled(name),
  type: 'string',
  primaryKey: false,
  masked: false,
  grain: null,
});
const VIEW: CatalogView = {
  ...titled('churn'),
  dimensions: [dimension('province'), dimension('tier')],
  measures: [
    {
      ...titled('churn_rate'),
      type: 'float',
      aggregation: 'number',
      additivity: null,
      unit: 'ratio',
      format: 'percent',
      arguments: [],
      drillMembers: [],
    },
  ],
  hierarchies: [],
  folders: [],
  timeDimension: null,
};
const alertOn = (filters: readonly FilterInput[]): Alert => ({
  id: '1',
  view: 'churn',
  measure: 'churn_rate',
  arguments: {},
  filters,
  slice: '',
  when: 'above',
  threshold: 0.02,
  setAt: '2026-01-01T00:00:00Z',
  check: null,
  crossings: [],
});

describe('the table of an alert', () => {
  it('has the slicers that the alert was set with', () => {
    const slicers: Slicer[] = [
      { member: 'province', mode: 'in', values: ['Sichuan', 'Hubei'] },
      { member: 'tier', mode: 'notIn', values: ['Gold'] },
    ];
    const state = alertState(alertOn(slicers.flatMap((slicer) => slicerFilter(slicer) ?? [])), VIEW);
    expect(state?.slicers).toEqual(slicers);
    expect(state?.values).toEqual([{ measure: 'churn_rate', arguments: {} }]);
  });

  it('is not offered for conditions that the browser has no slicer for', () => {
    expect(alertState(alertOn([{ member: 'tier', operator: 'contains', values: ['o'] }]), VIEW)).toBeNull();
  });
});
