import type { TFunction } from 'i18next';
import { createContext, useContext } from 'react';
import type { Bilingual } from '../api/types.js';
import { en } from './en.js';
import type { Language } from './format.js';
import { zh } from './zh.js';

/** Words of the page in one language, and the language itself for figures and for the model's own titles. */
export function pageWords(t: TFunction, language: Language) {
  return {
    t,
    language,
    units: (language === 'zh' ? zh : en).units,
    titleOf: (titled: { readonly name: string; readonly title: Bilingual }) =>
      language === 'zh' && titled.title.zh === titled.title.en
        ? (zh.hierarchies[titled.name] ?? titled.title.zh)
        : titled.title[language] || titled.title.en,
  };
}

export type PageWords = ReturnType<typeof pageWords>;

export const Words = createContext<PageWords | null>(null);

/** Words of the page in the language in use: the same object until the language changes. */
export function useWords(): PageWords {
  const words = useContext(Words);
  if (!words) throw new Error('Words are had inside WordsProvider.');
  return words;
}
