import { describe, expect, it } from 'vitest';
import { type AnswerColumn, flatModel } from './flat-model.js';

const column = (name: string, type: string, role: string): AnswerColumn => ({
  name,
  type,
  role,
  title: name,
  unit: null,
  format: null,
});

describe('rows as a chart', () => {
  const columns = [
    column('month', 'timestamp', 'dimension'),
    column('tier', 'string', 'dimension'),
    column('churned', 'integer', 'measure'),
  ];
  const rows = [
    ['2025-07-01', 'Gold', 3],
    ['2025-12-01', 'Silver', 4],
    ['2025-03-01', 'Gold', 5],
    ['2025-07-01', 'Silver', 6],
  ];
  const told = (asked: readonly AnswerColumn[], cells: typeof rows) =>
    flatModel({ page: 0, item: 0, columns: asked, rows: cells } as never, false, (_column, cell) => String(cell));

  it('has time run forward along the axis, in whatever order the rows come, each figure in its place', () => {
    const model = told(columns, rows);
    expect(model?.columns.map(({ label }) => label)).toEqual(['2025-03-01', '2025-07-01', '2025-12-01']);
    expect(model?.rows.map((row) => model.columns.map((at) => model.value(row, at, 0)))).toEqual([
      [5, 3, null],
      [null, 6, 4],
    ]);
  });

  it('keeps the order of members that are no time: they were asked in it', () => {
    const [month, tier, churned] = columns as [AnswerColumn, AnswerColumn, AnswerColumn];
    const turned = rows.map(([a, b, c]) => [b, a, c]) as typeof rows;
    expect(told([tier, month, churned], turned)?.columns.map(({ label }) => label)).toEqual(['Gold', 'Silver']);
  });
});
