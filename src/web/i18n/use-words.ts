import type { TFunction } from 'i18next';
import { createContext, useContext } from 'react';
import type { Bilingual } from '../api/types.js';
import type { Language } from './format.js';
import { loadedLanguage } from './languages.js';

/** Words of the page in one language, and the language itself for figures and for the model's own titles. */
export function pageWords(t: TFunction, language: Language) {
  const { units, hierarchies } = loadedLanguage(language).words;
  return {
    t,
    language,
    units,
    titleOf: (titled: { readonly name: string; readonly title: Bilingual }) =>
      language === 'zh' && titled.title.zh === titled.title.en
        ? (hierarchies[titled.name] ?? titled.title.zh)
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
