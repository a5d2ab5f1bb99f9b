import { expect, it } from 'vitest';
import { REPORT_CHARTS as SERVED } from '../../reports/document.js';
import { CHARTS, drawnAs, REPORT_CHARTS, reportChartOf } from './chart-kinds.js';

it('kinds of chart are one list: those of reports are the server’s, and each is drawn as the browser draws one', () => {
  expect([...REPORT_CHARTS].sort()).toEqual([...SERVED].sort());
  expect(CHARTS).toEqual(['none', 'line', 'bar', 'area', 'scatter', 'curve', 'cohort']);
  for (const chart of REPORT_CHARTS) if (chart !== 'pie') expect(CHARTS).toContain(drawnAs(chart));
  expect(drawnAs('pie')).toBeNull();
  expect([reportChartOf('bar'), reportChartOf('line'), reportChartOf('cohort'), reportChartOf('none')]).toEqual([
    'stackedBar',
    'line',
    null,
    null,
  ]);
});
