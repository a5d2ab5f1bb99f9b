import xlsx from '@e965/xlsx';
import { expect, test } from 'vitest';
import type { SemanticAnswer } from '../semantic/contract/answer.js';
import type { ItemAnswer } from './run.js';
import { cellOf } from './sheet-cell.js';
import { exportReport } from './workbook.js';

const answer = {
  columns: [
    { name: 'plan', role: 'dimension', type: 'string', engineType: 'String', title: 'Plan' },
    { name: 'revenue', role: 'measure', type: 'decimal', engineType: 'Decimal(18, 4)', title: 'Revenue', unit: 'CNY' },
  ],
  rows: [
    ['=HYPERLINK("http://x")', '12.5000'],
    ['Plan, "large"\nsize', '123456789012345678.1234'],
    [null, null],
  ],
  receipt: { snapshot: '7', complete: false, incompleteBecause: 'cut at 3 rows' },
} as unknown as SemanticAnswer;

const items: ItemAnswer[] = [
  {
    page: 0,
    item: 0,
    kind: 'text',
    before: null,
    pivot: null,
    title: '',
    text: '-not a formula',
    answer: null,
    error: null,
  },
  {
    page: 0,
    item: 1,
    kind: 'table',
    before: null,
    pivot: null,
    title: 'A/B: revenue',
    text: null,
    answer,
    error: null,
  },
  {
    page: 0,
    item: 2,
    kind: 'table',
    before: null,
    pivot: null,
    title: 'a b  revenue',
    text: null,
    answer: null,
    error: { code: 'FORBIDDEN', message: 'not for you' },
  },
];

const titled = (title: string): ItemAnswer => ({ ...(items[2] as ItemAnswer), title });
const sheetsOf = (titles: readonly string[]) =>
  xlsx.read(exportReport('R', titles.map(titled), 'xlsx'), { type: 'buffer' }).SheetNames;

test('every sheet has a name that a spreadsheet takes, whatever the titles', () => {
  expect(sheetsOf(['A', 'A (3)', 'a'])).toEqual(['A', 'A (3)', 'a (4)']);
  expect(sheetsOf(["''x''", "'", 'History', '*'])).toEqual(['x', 'Item 2', 'History (3)', 'Item 4']);
  expect(sheetsOf(['😀'.repeat(20)])).toEqual(['😀'.repeat(15)]);
  const many = sheetsOf(Array.from({ length: 100 }, () => 'One title for all of the hundred sheets'));
  expect(new Set(many.map((name) => name.toLowerCase())).size).toBe(100);
  expect(Math.max(...many.map((name) => name.length))).toBeLessThanOrEqual(31);
});

test('a report without items is a workbook too, and a text longer than a cell says how long it is', () => {
  expect(xlsx.read(exportReport('=R', [], 'xlsx'), { type: 'buffer' }).Sheets.Report?.A1?.v).toBe("'=R");
  const book = xlsx.read(exportReport('R', [{ ...titled('T'), text: 'x'.repeat(40_000) }], 'xlsx'), { type: 'buffer' });
  const cell = String(book.Sheets.T?.A1?.v);
  expect(cell).toHaveLength(32_767);
  expect(cell.endsWith('x… (40000 characters)')).toBe(true);
});

test('text that begins as a formula does is text; a figure too long for a spreadsheet stays a figure', () => {
  const cell = (text: string, at: number) => cellOf(text, answer.columns[at]);
  for (const text of ['=1', '+1', '-1', '@a', ' =1', '\t1', '\n1', '＝1', '－1'])
    expect(cell(text, 0)).toBe(`'${text}`);
  expect(cell('-123456789012345678.1234', 1)).toBe('-123456789012345678.1234');
  expect(cell('-12.5', 1)).toBe(-12.5);
});

test('CSV quotes, marks what is cut, and starts no formula', () => {
  const text = exportReport('R', items, 'csv').toString('utf8');
  expect(text.startsWith("\ufeff'-not a formula\r\n")).toBe(true);
  expect(text).toContain('A/B: revenue (snapshot 7; not complete: cut at 3 rows)\r\nPlan,Revenue (CNY)\r\n');
  expect(text).toContain(`"'=HYPERLINK(""http://x"")",12.5\r\n`);
  expect(text).toContain('"Plan, ""large""\nsize",123456789012345678.1234\r\n');
  expect(text).toContain('a b  revenue: not for you');
});

test('XLSX has a sheet an item with numbers as numbers and nothing that computes', () => {
  const book = xlsx.read(exportReport('R', items, 'xlsx'), { type: 'buffer', cellFormula: true });
  expect(book.SheetNames).toEqual(['Text', 'A B  revenue', 'a b  revenue (3)']);
  const sheet = book.Sheets['A B  revenue'];
  expect(sheet?.B4).toMatchObject({ t: 'n', v: 12.5 });
  expect(sheet?.B5).toMatchObject({ t: 's', v: '123456789012345678.1234' });
  expect(sheet?.A4).toMatchObject({ t: 's' });
  expect(Object.values(sheet ?? {}).some((cell) => typeof cell === 'object' && cell !== null && 'f' in cell)).toBe(
    false,
  );
});

const member = (path: readonly (string | null)[], label: string, deepest: number) => ({
  path,
  label,
  level: path.length,
  isTotal: path.length < deepest,
  isOthers: false,
});
const pivot = {
  rowTitles: ['Province', 'City'],
  rows: [
    member([], 'Total', 2),
    member(['Sichuan'], 'Sichuan', 2),
    member(['Sichuan', 'Chengdu'], 'Chengdu', 2),
    member(['Sichuan', null], '=Unknown', 2),
  ],
  columns: [member([], 'Total', 1), member(['2024'], '2024', 1)],
  measures: [answer.columns[1], { ...answer.columns[1], title: 'Margin', unit: undefined }],
  cells: [
    ['6.5', '3', '6.5', '3'],
    ['6.5', '3', '6.5', '3'],
    ['4.5', '2', '4.5', '2'],
    ['2', '1', null, null],
  ],
  receipts: [answer.receipt],
} as unknown as ItemAnswer['pivot'];
const nested: ItemAnswer = {
  page: 0,
  item: 0,
  kind: 'table',
  title: 'By place',
  text: null,
  answer: null,
  pivot,
  before: null,
  error: null,
};

test('a pivot is exported with its axes nested and its subtotals named', () => {
  const lines = exportReport('R', [nested], 'csv').toString('utf8').split('\r\n');
  expect(lines).toEqual([
    '\ufeffBy place (snapshot 7; not complete: cut at 3 rows)',
    ',,Total,,2024,',
    'Province,City,Revenue (CNY),Margin,Revenue (CNY),Margin',
    'Total,,6.5,3,6.5,3',
    'Sichuan,Total,6.5,3,6.5,3',
    'Sichuan,Chengdu,4.5,2,4.5,2',
    "Sichuan,'=Unknown,2,1,,",
    '',
  ]);
  const book = xlsx.read(exportReport('R', [nested], 'xlsx'), { type: 'buffer', cellStyles: true });
  const sheet = book.Sheets['By place'];
  expect(sheet?.C6).toMatchObject({ t: 'n', v: 6.5 });
  expect(sheet?.['!rows']?.[6]?.level).toBe(1);
});
