import { chooseLanguage } from '../i18n/setup.js';
import { useWords } from '../i18n/use-words.js';
import { MoonIcon, SunIcon } from '../parts/icons.js';
import type { Mode } from './theme.js';

/** Language, and light or dark. */
export function Preferences({ mode, onMode }: { readonly mode: Mode; readonly onMode: (mode: Mode) => void }) {
  const { t, language } = useWords();
  return (
    <>
      <button
        type="button"
        className="quiet"
        title={t('look.languageTitle')}
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => chooseLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {t('look.language')}
      </button>
      <button
        type="button"
        className="quiet"
        aria-label={t(mode === 'dark' ? 'look.light' : 'look.dark')}
        title={t(mode === 'dark' ? 'look.light' : 'look.dark')}
        onClick={() => onMode(mode === 'dark' ? 'light' : 'dark')}
      >
        {mode === 'dark' ? <SunIcon /> : <MoonIcon />}
      </button>
    </>
  );
}
