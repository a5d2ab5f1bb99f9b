import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.js';
import type { Language } from './format.js';
import { zh } from './zh.js';

const KEPT_AS = 'tenure.language';

export function startLanguage(): void {
  const kept = localStorage.getItem(KEPT_AS);
  const language: Language = kept === 'zh' || kept === 'en' ? kept : navigator.language.startsWith('zh') ? 'zh' : 'en';
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEPT_AS, language);
  void i18next.changeLanguage(language);
}
