import { signOutEverywhere } from '../api/session.js';
import { useWords } from '../i18n/use-words.js';
import { UserIcon } from '../parts/icons.js';

interface AccountProps {
  readonly user: string;
  readonly groups: readonly string[];
  readonly onSignedOut: () => void;
}

/** Who is signed in; behind the name are the documents and the way to end all sessions. */
export function Account({ user, groups, onSignedOut }: AccountProps) {
  const { t } = useWords();
  return (
    <details className="account">
      <summary className="who" title={groups.join(', ')}>
        <UserIcon /> <span>{user}</span>
      </summary>
      <div className="account-menu">
        <a href="/docs/" target="_blank" rel="noreferrer">
          {t('session.documents')} ↗
        </a>
        <button
          type="button"
          title={t('session.everywhereTitle')}
          onClick={() => void signOutEverywhere().finally(onSignedOut)}
        >
          {t('session.everywhere')}
        </button>
      </div>
    </details>
  );
}
