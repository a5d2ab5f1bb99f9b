import { read, utils } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { xlsxOf } from '../browse/export-xlsx.js';
import { csvOf, safeText, sheetOf } from './export-shape.js';
import type { GridModel, Line } from './grid-model.js';
import type { ShownMeasure } from './shown-measure.js';

const line = (label: string, depth: number, kind: Line['kind'] = 'member'): Line => ({
  key: label,
  path: kind === 'total' ? [] : [label],
  label,
  depth,
  kind,
  expandable: false,
  open: false,
});
const FIGURES: Record<string, (string | number | null)[]> = {
  '=cmd|calc': [0.25, '1200.5000'],
  Chengdu: [-0.5, null],
  Total: [0.1, 7],
};
const model: GridModel = {
  rows: [line('=cmd|calc', 1), line('Chengdu', 2), line('Total', 0, 'total')],
  columns: [line('Total', 0, 'total')],
  measures: [],
  value: (row, _, measure) => FIGURES[row.label]?.[measure] ?? null,
  before: () => null,
  evidence: (row) => (row.label === 'Chengdu' ? { count: 12, small: true, low: null, high: null } : null),
  receipt: () => null,
  receipts: [],
  compared: false,
};
const measure = (header: string, unit: string): ShownMeasure => ({
  title: header,
  header,
  additive: true,
  good: null,
  evidenced: false,
  info: { name: header, title: header, unit, format: null, type: 'decimal' },
});
const AHEAD = { forecast: 'Forecast', low: 'Low', high: 'High' };
const measures = [measure('Churn rate', 'ratio'), measure('Revenue (CNY)', 'CNY')];
const sheet = sheetOf(model, measures, {
  title: 'Tenure · Churn',
  facts: [['Filters', '@SUM(A1)']],
  rowTitle: 'Province',
  change: 'Change',
  few: 'few',
  ahead: AHEAD,
});

describe('exports', () => {
  it('defuse text that a spreadsheet would run, and leave figures alone', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', ' =1', '＝1', '\nx'])
      expect(safeText(text)).toBe(`'${text}`);
    expect(safeText('Sichuan')).toBe('Sichuan');
    const csv = csvOf(sheet);
    expect(csv).toContain("'=cmd|calc,0.25,1200.5");
    expect(csv).toContain("'@SUM(A1)");
    expect(csv).toContain('Chengdu,-0.5,\r\n');
  });

  it('give the same cells in XLSX, with formats and the outline of the hierarchy', () => {
    const book = read(xlsxOf(sheet, 'Churn: a/b'), { cellStyles: true, cellNF: true });
    const [name] = book.SheetNames;
    const saved = book.Sheets[name ?? ''];
    if (!saved) throw new Error('no sheet');
    const rows = utils.sheet_to_json<(string | number | null)[]>(saved, { header: 1, defval: null });
    expect(rows.at(-3)).toEqual(["'=cmd|calc", 0.25, 1200.5]);
    expect(rows.at(-1)).toEqual(['Total', 0.1, 7]);
    expect(saved.B5?.z).toBe('0.00%');
    expect(Object.values(saved).some((cell) => typeof cell === 'object' && 'f' in cell)).toBe(false);
    expect(saved['!rows']?.some((row) => row?.level === 1)).toBe(true);
  });

  it('say in a column of its own which figures are of too few to read', () => {
    const evidenced = measures.map((one, at) => ({ ...one, evidenced: at === 0 }));
    const { rows, merges } = sheetOf(model, evidenced, {
      title: '',
      facts: [],
      rowTitle: 'Province',
      change: 'Change',
      few: 'few',
      ahead: AHEAD,
    });
    const last = (place: number) =>
      rows.at(place)?.map((cell) => (cell === null ? null : 'text' in cell ? cell.text : cell.number));
    expect(last(-4)).toEqual(['Province', 'Churn rate', 'few', 'Revenue (CNY)']);
    expect(last(-3)).toEqual(['=cmd|calc', 0.25, null, 1200.5]);
    expect(last(-2)).toEqual(['   Chengdu', -0.5, 'few', null]);
    expect(merges).toEqual([]);
  });

  it('say in columns of their own which figures are forecasts, and between what', () => {
    const month = line('2026-01 forecast', 1);
    const ahead: GridModel = {
      ...model,
      columns: [line('2025-12', 1), { ...month, ahead: true }, line('Total', 0, 'total')],
      evidence: (row, column) =>
        column.ahead && row.kind === 'member' ? { count: null, small: false, low: 1, high: 2 } : null,
    };
    const { rows, merges } = sheetOf(ahead, measures.slice(0, 1), {
      title: '',
      facts: [],
      rowTitle: 'Province',
      change: 'Change',
      few: 'few',
      ahead: AHEAD,
    });
    const last = (place: number) =>
      rows.at(place)?.map((cell) => (cell === null ? null : 'text' in cell ? cell.text : cell.number));
    const [head] = merges;
    expect(last(-4)).toEqual([null, 'Churn rate', 'Churn rate', 'Forecast', 'Low', 'High', 'Churn rate']);
    expect(last(-2)).toEqual(['   Chengdu', -0.5, -0.5, 'Forecast', 1, 2, -0.5]);
    expect(head).toEqual({ row: 2, first: 2, last: 5 });
  });

  it('hold changes in full precision, and a difference as such', () => {
    const before: Record<string, (string | number)[]> = {
      '=cmd|calc': [0.2412345, '1107.3'],
      Chengdu: [-0.4, 3],
      Total: [0.1, 0],
    };
    const compared = {
      ...model,
      compared: true,
      before: (row: Line, _: Line, m: number) => before[row.label]?.[m] ?? null,
    };
    const { rows } = sheetOf(compared, measures, {
      title: '',
      facts: [],
      rowTitle: '',
      change: 'Change',
      few: '',
      ahead: AHEAD,
    });
    const [first, , total] = rows.slice(-3);
    expect(first?.[2]).toEqual({ number: 0.25 - 0.2412345, format: '+0.00%;-0.00%;0.00%' });
    expect(first?.[4]).toEqual({ number: 1200.5 / 1107.3 - 1, format: '+0.00%;-0.00%;0.00%' });
    expect(total?.[4]).toEqual({ number: 7, format: '+#,##0.00;-#,##0.00;0.00' });
  });
});
