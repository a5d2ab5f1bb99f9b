import type { Language } from '../i18n/format.js';

const ZH: readonly (readonly [RegExp, string])[] = [
  [/^regression$/, '惩罚回归'],
  [/^boosting$/, '提升法'],
  [/^(\d+) pairs$/, '$1 个配对表'],
  [/^(\d+) rounds$/, '$1 轮'],
  [/^calibration none$/, '不校准'],
  [/^calibration platt$/, 'Platt 校准'],
  [/^calibration isotonic$/, '保序校准'],
];

/** The chosen model as the server tells it, `boosting, 6 pairs, 80 rounds, calibration platt`, in the reader's language. */
export function chosenModel(chosen: string, language: Language): string {
  if (language === 'en') return chosen;
  return chosen
    .split(', ')
    .map((part) => ZH.reduce((text, [pattern, words]) => text.replace(pattern, words), part))
    .join('，');
}
