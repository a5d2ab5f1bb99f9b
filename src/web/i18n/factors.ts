import type { Language } from './format.js';
import type { CodeName } from './members.js';

// The churn model's inputs as they are read: the model names them, spans of months are the program's own. What an operator
// declared itself keeps its own name.

const known = new Map<string, CodeName['name']>();

export function learnFactors(factors: readonly CodeName[]): void {
  known.clear();
  for (const { code, name } of factors) known.set(code, name);
}

const SPANS: readonly (readonly [RegExp, Readonly<Record<Language, (name: string, months: string) => string>>])[] = [
  [
    /^(.+)_vs_(\d+)m$/,
    {
      en: (name, months) => `${name} against ${months} months`,
      zh: (name, months) => `${name}（比前 ${months} 个月）`,
    },
  ],
  [
    /^(.+)_(\d+)m$/,
    { en: (name, months) => `${name}, ${months} months`, zh: (name, months) => `${name}（近 ${months} 个月）` },
  ],
  [/^(.+)_trend$/, { en: (name) => `${name} trend`, zh: (name) => `${name}趋势` }],
];

/** `dropped_calls_3m` as it is read: dropped calls, 3 months; of two factors together each. */
export function factorName(factor: string, language: Language): string {
  return factor
    .split(/ × | x |\*/)
    .map((one) => single(one.trim(), language))
    .join(' × ');
}

function single(factor: string, language: Language): string {
  const named = known.get(factor);
  if (named) return named[language];
  for (const [pattern, say] of SPANS) {
    const [, name, months = ''] = pattern.exec(factor) ?? [];
    if (name) return say[language](single(name, language), months);
  }
  return factor.replaceAll('_', ' ');
}
