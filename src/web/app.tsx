import { App as AntApp, ConfigProvider } from 'antd';
import { Suspense, startTransition, useEffect, useState } from 'react';
import { onSignedOut } from './api/client.js';
import { currentUser } from './api/session.js';
import type { SignedIn } from './api/types.js';
import { antdTheme, keepMode, type Mode, startMode } from './app/theme.js';
import { loadedLanguage } from './i18n/languages.js';
import { useWords } from './i18n/use-words.js';
import { ErrorBoundary } from './parts/error-boundary.js';
import { lazyPart } from './parts/lazy-part.js';
import { Shell } from './shell.js';

const SignIn = lazyPart(() => import('./app/sign-in.js').then(({ SignIn }) => SignIn));

/** The nonce that this response's policy allows styles with; Vite's meta tag carries it. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

export function App() {
  const { antd } = loadedLanguage(useWords().language);
  const [mode, setMode] = useState<Mode>(startMode);
  const [me, setMe] = useState<SignedIn | null | undefined>(undefined);
  useEffect(() => {
    onSignedOut(() => setMe(null));
    currentUser().then(setMe, () => setMe(null));
  }, []);
  const choose = (next: Mode) => {
    // The page's own colours change at once; the parts that are given theirs, such as charts, follow.
    keepMode(next);
    startTransition(() => setMode(next));
  };
  return (
    <ConfigProvider
      theme={antdTheme(mode)}
      {...(antd ? { locale: antd } : {})}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
      {...(nonce ? { csp: { nonce } } : {})}
    >
      <AntApp component={false}>
        <ErrorBoundary>
          {me === null && (
            <Suspense fallback={<main aria-busy="true" />}>
              <SignIn mode={mode} onMode={choose} onSignedIn={setMe} />
            </Suspense>
          )}
          {me && <Shell key={me.user} me={me} mode={mode} onMode={choose} onSignedOut={() => setMe(null)} />}
        </ErrorBoundary>
      </AntApp>
    </ConfigProvider>
  );
}
