import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { pageWords, Words } from './use-words.js';

/** Gives the page its words. They are made here once: a table of a thousand cells asks for them a thousand times. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const words = useMemo(() => pageWords(t, language), [t, language]);
  return <Words value={words}>{children}</Words>;
}
