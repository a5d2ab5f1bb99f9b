import { type ReactNode, useDeferredValue, useLayoutEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { pageWords, Words } from './use-words.js';

/**
 * Gives the page its words. They are made here once: a table of a thousand cells asks for them a thousand times. A page in
 * another language takes longer to draw than a click may go unanswered: a bar says at once that it is coming.
 */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const chosen = i18n.language === 'zh' ? 'zh' : 'en';
  const wanted = useMemo(() => pageWords(t, chosen), [t, chosen]);
  const words = useDeferredValue(wanted);
  const { language } = words;
  // Before any part of the page asks the server for something in the language.
  useLayoutEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  return (
    <Words value={words}>
      {words !== wanted && (
        <div className="waiting everywhere" role="progressbar" aria-label={wanted.t('common.loading')} />
      )}
      {children}
    </Words>
  );
}
