import type { ReactNode } from 'react';
import { ApiError } from '../api/client.js';
import { useWords } from '../i18n/use-words.js';
import { WarnIcon } from './icons.js';

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <svg viewBox="0 0 44 44" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
        <rect x="5" y="8" width="34" height="28" rx="3" />
        <path d="M5 16h34M5 23h34M5 30h34M16 8v28" />
      </svg>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** That an answer was cut and why, said loudly: figures of a part must not be taken for those of the whole. */
export function Truncated({ because }: { readonly because: string | null }) {
  const { t } = useWords();
  return (
    <p className="truncated" role="alert">
      <WarnIcon /> <b>{t('browse.truncated')}</b> {because}
    </p>
  );
}

/** What went wrong in the reader's words, the server's own below, and a way to try again. */
export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useWords();
  const code = error instanceof ApiError ? error.code : 'INTERNAL';
  const known = t(`error.${code}`, { defaultValue: '' });
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div className="state" role="alert">
      <WarnIcon />
      <h2>{t('error.title')}</h2>
      {known && <p>{known}</p>}
      {message !== known && <p className="fine">{message}</p>}
      {onRetry && (
        <button type="button" className="quiet on" onClick={onRetry}>
          {t('common.retry')}
        </button>
      )}
    </div>
  );
}
