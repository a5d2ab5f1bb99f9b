import { describe, expect, it } from 'vitest';
import { en } from './en.js';
import {
  formatBytes,
  formatChange,
  formatDuration,
  formatInstant,
  formatPeriod,
  formatShort,
  formatValue,
  unitBeside,
} from './format.js';
import { zh } from './zh.js';

const ratio = { type: 'float', unit: 'ratio', format: 'percent' };
const money = { type: 'decimal', unit: 'CNY', format: 'currency' };
const count = { type: 'integer', unit: 'customers', format: 'integer' };

describe('figures', () => {
  it('carry their unit or stand under it', () => {
    expect(formatValue(0.0231, ratio, 'en')).toBe('2.31%');
    expect(formatValue('456116.6000', money, 'en')).toBe('456,116.60');
    expect(formatShort(90.4, money, 'en')).toBe('¥90.40');
    expect(formatValue('88.7100', money, 'en')).toBe('88.71');
    expect(formatValue(7043, count, 'en')).toBe('7,043');
    expect(formatValue(null, count, 'en')).toBe('–');
    expect(formatShort(341_210, money, 'zh')).toBe('¥34.12万');
    expect(unitBeside('Customers', count, en.units)).toBe('');
    expect(unitBeside('Revenue', money, en.units)).toBe('CNY');
  });

  it('change in points for rates, in per cent for amounts, as a difference across zero', () => {
    expect(formatChange(0.02, 0.015, ratio, 'en')?.text).toBe('+0.50 pp');
    expect(formatChange('110', '100', money, 'en')?.text).toBe('+10.0%');
    expect(formatChange(-1, 6, count, 'en')?.text).toBe('-7');
    expect(formatChange(5, 0, count, 'en')?.text).toBe('+5');
    expect(formatChange(100.001, 100, money, 'en')?.size).toBe(0);
    expect(formatChange(null, 1, count, 'en')).toBeNull();
  });

  it('have periods in both languages', () => {
    expect(formatPeriod('2024-07-01', 'quarter', 'en')).toBe('Q3 2024');
    expect(formatPeriod('2024-07-01', 'quarter', 'zh')).toBe('2024年3季度');
  });
});

describe('the words', () => {
  it('are complete in both languages, with the same places to fill in', () => {
    const flat = (words: object, path = ''): [string, string][] =>
      Object.entries(words).flatMap(([key, value]) =>
        typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value as object, `${path}${key}.`),
      );
    const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    const chinese = new Map(flat(zh));
    for (const [key, text] of flat(en)) {
      if (key.startsWith('units.') || key.startsWith('hierarchies.')) continue;
      expect(chinese.has(key), key).toBe(true);
      expect(places(chinese.get(key) ?? ''), key).toEqual(places(text));
    }
  });
});

describe('sizes and durations', () => {
  it('have the unit in which they read as small numbers', () => {
    expect([0, 812, 34_000, 1_240_000].map((bytes) => formatBytes(bytes, 'en'))).toEqual([
      '0 B',
      '812 B',
      '34 kB',
      '1.2 MB',
    ]);
    expect([0, 340, 2_440, 59_900, 200_400].map((ms) => formatDuration(ms, 'en'))).toEqual([
      '0 ms',
      '340 ms',
      '2.4 s',
      '59.9 s',
      '3 min 20 s',
    ]);
  });
});

describe('moments', () => {
  it('are by the operator’s clock: instants are brought to it, hours of the warehouse are of it', () => {
    const shown = formatInstant('2026-11-22T10:54:48.990Z', 'en', 'Asia/Shanghai');
    expect(shown).toContain('18:54');
    expect(formatInstant('2026-11-22T18:54:48.990', 'en', 'Asia/Shanghai')).toBe(shown);
    expect(formatInstant('2026-11-22 18:54:48', 'en', 'America/New_York')).toBe(shown);
  });
});
