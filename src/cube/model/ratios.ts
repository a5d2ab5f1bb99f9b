import type { ModelContent } from './model-file.js';

interface Division {
  readonly numerator: string;
  readonly denominator: string;
  /** As it stands in the SQL. */
  readonly text: string;
}

const DIVISION =
  /^[^{}]*?((?:toFloat64\()?\{(?:CUBE\.)?(\w+)\}\)?\s*\/\s*nullif\(\s*(?:toFloat64\()?\{(?:CUBE\.)?(\w+)\}\)?\s*,\s*0\s*\))[^{}]*$/i;

/**
 * Says of each measure that divides two measures of its cube which ones: `meta.ratio`, by which rows behind a cell show their
 * parts. A rate made of the division, such as 1 less it, has the same parts. What the model declares itself stays.
 */
export function addRatios(content: ModelContent): ModelContent {
  for (const { measures } of Array.isArray(content.cubes) ? content.cubes : []) {
    if (!Array.isArray(measures)) continue;
    const names = new Set(measures.map(({ name }) => name));
    for (const measure of measures) {
      const division = divisionOf(measure.sql);
      if (measure.type !== 'number' || !division) continue;
      const { numerator, denominator } = division;
      if (!names.has(numerator) || !names.has(denominator)) continue;
      measure.meta = { ratio: { numerator, denominator }, ...measure.meta };
    }
  }
  return content;
}

/** Which measures an expression divides, where it divides two and holds no others. */
export function divisionOf(sql: string | undefined): Division | undefined {
  const [, text, numerator, denominator] = DIVISION.exec((sql ?? '').trim()) ?? [];
  if (text === undefined || numerator === undefined || denominator === undefined) return undefined;
  return { numerator, denominator, text };
}
