import { describe, expect, it } from 'vitest';
import { convert } from './conversions.js';

describe('conversions of a mapping', () => {
  it.each([
    ['toFloat64(Seconds) / 60', 'toFloat64(toNullable(Seconds)) / 60', ['toNullable(Seconds) → number']],
    ["toDate('2024-01-01')", "toDate(toNullable('2024-01-01'))", ["toNullable('2024-01-01') → day"]],
    ['CAST(`A, b` AS Float64)', "CAST(toNullable(`A, b`), 'Nullable(Float64)')", ['toNullable(`A, b`) → number']],
    [
      "CAST(x, 'Decimal(18, 2)') * 2",
      "CAST(toNullable(x), 'Nullable(Decimal(18, 2))') * 2",
      ['toNullable(x) → number'],
    ],
    [
      'toInt32(toFloat64(x))',
      'toInt32(toNullable(toFloat64(toNullable(x))))',
      ['toNullable(x) → number', 'toNullable(toFloat64(toNullable(x))) → number'],
    ],
    ["parseDateTime(x, '%d.%m')", "parseDateTimeOrNull(x, '%d.%m')", ['x → moment']],
    ['toDateTime64(x, 3)', 'toDateTime64OrNull(x, 3)', ['x → moment']],
    [
      "toFloat64(replaceAll(x, ',', '.'))",
      "toFloat64(toNullable(replaceAll(x, ',', '.')))",
      ["toNullable(replaceAll(x, ',', '.')) → number"],
    ],
  ])('%s', (expression, sql, conversions) => {
    const found = convert(expression);
    expect(found.sql).toBe(sql);
    expect(found.conversions.map(({ text, to }) => `${text} → ${to}`)).toEqual(conversions);
  });

  it.each([
    "if(x = 'N/A', NULL, toFloat64(x))",
    'ifNull(toFloat64(x), 0)',
    'toFloat64OrNull(x) / 60',
    "CASE WHEN x = '' THEN 0 ELSE toFloat64(x) END",
    "x != '' AND toInt64(x) > 3",
    "concat('toFloat64(x)', y)",
    "CAST(x, 'Nullable(Float64)')",
    'CAST(x AS String)',
  ])('%s stays as it is', (expression) => {
    expect(convert(expression)).toEqual({ sql: expression, conversions: [] });
  });
});
