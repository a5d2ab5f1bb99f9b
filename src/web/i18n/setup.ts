import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './format.js';
import { loadLanguage } from './languages.js';

const KEPT_AS = 'tenure.language';

export async function startLanguage(): Promise<void> {
  const kept = localStorage.getItem(KEPT_AS);
  const language: Language = kept === 'zh' || kept === 'en' ? kept : navigator.language.startsWith('zh') ? 'zh' : 'en';
  const [own, { words }] = await Promise.all([loadLanguage('en'), loadLanguage(language)]);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: own.words }, [language]: { translation: words } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEPT_AS, language);
  void loadLanguage(language).then(({ words }) => {
    i18next.addResourceBundle(language, 'translation', words);
    return i18next.changeLanguage(language);
  });
}
