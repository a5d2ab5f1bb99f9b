import type { ModelContent } from './model-file.js';

const DIVISION =
  /^[^{}]*?(?:toFloat64\()?\{(?:CUBE\.)?(\w+)\}\)?\s*\/\s*nullif\(\s*(?:toFloat64\()?\{(?:CUBE\.)?(\w+)\}\)?\s*,\s*0\s*\)[^{}]*$/i;

/**
 * Says of each measure that divides two measures of its cube which ones: `meta.ratio`, by which rows behind a cell show their
 * parts. A rate made of the division, such as 1 less it, has the same parts. What the model declares itself stays.
 */
export function addRatios(content: ModelContent): ModelContent {
  for (const { measures } of Array.isArray(content.cubes) ? content.cubes : []) {
    if (!Array.isArray(measures)) continue;
    const names = new Set(measures.map(({ name }) => name));
    for (const measure of measures) {
      const [, numerator = '', denominator = ''] = DIVISION.exec(String(measure.sql ?? '').trim()) ?? [];
      if (measure.type !== 'number' || !names.has(numerator) || !names.has(denominator)) continue;
      measure.meta = { ratio: { numerator, denominator }, ...measure.meta };
    }
  }
  return content;
}
