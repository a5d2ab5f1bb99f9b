import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import { Suspense, startTransition, useCallback, useEffect, useState } from 'react';
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

/** Who is signed in; null for nobody. Asked once: signing in and out tell the rest. */
const ME = { queryKey: ['me'], staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY };

export function App() {
  const { antd } = loadedLanguage(useWords().language);
  const [mode, setMode] = useState<Mode>(startMode);
  const client = useQueryClient();
  const { data: me } = useQuery({ ...ME, queryFn: () => currentUser().catch(() => null) });
  const signedIn = useCallback((who: SignedIn) => void client.setQueryData(ME.queryKey, who), [client]);
  const signedOut = useCallback(() => {
    // What one reader was answered is not for the next.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME.queryKey[0] });
    client.setQueryData(ME.queryKey, null);
  }, [client]);
  useEffect(() => onSignedOut(signedOut), [signedOut]);
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
              <SignIn mode={mode} onMode={choose} onSignedIn={signedIn} />
            </Suspense>
          )}
          {me && <Shell key={me.user} me={me} mode={mode} onMode={choose} onSignedOut={signedOut} />}
        </ErrorBoundary>
      </AntApp>
    </ConfigProvider>
  );
}
