import { expect, it } from 'vitest';
import { ColumnBuilder } from './column-builder.js';
import { dateOrders, parseDay } from './day.js';
import { parseNumber } from './number-format.js';
import { findReadings, readColumn } from './reading.js';

function table(columns: Readonly<Record<string, readonly string[]>>) {
  const built = Object.entries(columns).map(([name, texts]) => {
    const builder = new ColumnBuilder(name);
    for (const text of texts) builder.add(text);
    return builder.buildCategory();
  });
  return { rowCount: Object.values(columns)[0]?.length ?? 0, columns: built };
}

function numbersOf(columns: Readonly<Record<string, readonly string[]>>, name: string) {
  const texts = table(columns);
  const column = texts.columns.find((one) => one.name === name);
  const reading = findReadings(texts).get(name);
  if (!column || !reading) throw new Error(`no ${name}`);
  const read = readColumn(column, reading, 0);
  return read.kind === 'number' ? Array.from(read.values) : read.levels;
}

it.each([
  ['1234.5', 'point', 1234.5],
  ['1,234,567.5', 'point', 1234567.5],
  ['12,34,567', 'point', 1234567],
  ['1.234,5', 'comma', 1234.5],
  ['1 234,5', 'comma', 1234.5],
  ['1\u202f234,5 €', 'comma', 1234.5],
  ["1'234.50", 'point', 1234.5],
  ['￥1,234', 'point', 1234],
  ['-$12.5', 'point', -12.5],
  ['$-12.5', 'point', -12.5],
  ['(12.5)', 'point', -12.5],
  ['−3', 'point', -3],
  ['12.5 %', 'point', 0.125],
  ['12元', 'point', 12],
  ['1e3', 'point', 1000],
] as const)('reads %s with a decimal %s', (text, decimal, value) => {
  expect(parseNumber(text, decimal)?.value).toBeCloseTo(value, 9);
});

it.each(['1,23', '1.2.3', '12a', '', '-', '€', '1 2', '1,2345', '..', '$5€'])(
  '%s is no number with a decimal point',
  (text) => {
    expect(parseNumber(text, 'point')).toBeNull();
  },
);

it('reads a column of either decimal sign as the others of the table are', () => {
  const fee = ['10,5', '7,25', '3'];
  expect(numbersOf({ fee, minutes: ['1.234', '2.500', '11.000'] }, 'minutes')).toEqual([1234, 2500, 11000]);
  expect(numbersOf({ fee, minutes: ['1,234', '2,500', '3'] }, 'minutes')).toEqual([1.234, 2.5, 3]);
  expect(numbersOf({ minutes: ['1,234', '2,500', '3'] }, 'minutes')).toEqual([1234, 2500, 3]);
  expect(numbersOf({ fee: ['1.5', '2'], minutes: ['1.234', '2.500'] }, 'minutes')).toEqual([1.234, 2.5]);
});

it('takes few texts among numbers as missing, and leaves codes and mixed currencies as they are', () => {
  const amounts = Array.from({ length: 40 }, (_, row) => (row === 7 ? '?' : String(row * 3)));
  expect(numbersOf({ amounts }, 'amounts')[7]).toBeNaN();
  expect(numbersOf({ area: ['0571', '0010', '0021'] }, 'area')).toEqual(['0010', '0021', '0571']);
  expect(numbersOf({ fee: ['$5', '€6', '$7'] }, 'fee')).toEqual(['$5', '$7', '€6']);
  expect(numbersOf({ lines: ['1', '2', '3+'] }, 'lines')).toEqual(['1', '2', '3+']);
});

it.each([
  ['2024-03-01', 19783],
  ['2024/3/1 10:20:30', 19783],
  ['2024-03-01T23:00:00Z', 19783],
  ['20240301', 19783],
  ['2024年3月1日', 19783],
  ['01.03.2024', 19783],
  ['1-Mar-2024', 19783],
  ['March 1, 2024', 19783],
  ['2024-03', 19783],
  ['2024-02-30', null],
  ['202413', null],
] as const)('%s is day %s', (text, day) => {
  expect(parseDay(text, 'dmy')).toBe(day);
});

it('tells day from month by the values, or says that it cannot', () => {
  expect(dateOrders(['03/04/2024', '25/04/2024'])).toEqual(['dmy']);
  expect(dateOrders(['03/04/2024', '04/25/2024'])).toEqual(['mdy']);
  expect(dateOrders(['03/04/2024', '05/06/2024'])).toEqual(['dmy', 'mdy']);
  expect(dateOrders(['03.04.2024'])).toEqual(['dmy']);
  expect(findReadings(table({ day: ['03/04/2024', '05/06/2024'] })).get('day')?.as).toBe('ambiguous date');
});

it('reads ages from days; a day that stands for none is missing', () => {
  const days = ['1970-01-03', '9999-12-31', '', '1970-01-01'];
  expect(numbersOf({ days }, 'days')).toEqual([-2, Number.NaN, Number.NaN, 0]);
});
