import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bilingual } from '../api/types.js';
import { en } from './en.js';
import type { Language } from './format.js';
import { zh } from './zh.js';

/** Words of the page in the language in use, and the language itself for figures and for the model's own titles. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'zh' ? 'zh' : 'en';
  return useMemo(
    () => ({
      t,
      language,
      units: (language === 'zh' ? zh : en).units,
      titleOf: (titled: { readonly name: string; readonly title: Bilingual }) =>
        language === 'zh' && titled.title.zh === titled.title.en
          ? (zh.hierarchies[titled.name] ?? titled.title.zh)
          : titled.title[language] || titled.title.en,
    }),
    [t, language],
  );
}

export type PageWords = ReturnType<typeof useWords>;
