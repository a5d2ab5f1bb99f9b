import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import { startTransition, useEffect, useState } from 'react';
import { onSignedOut } from './api/client.js';
import { currentUser } from './api/session.js';
import type { SignedIn } from './api/types.js';
import { SignIn } from './app/sign-in.js';
import { antdTheme, keepMode, type Mode, startMode } from './app/theme.js';
import { useWords } from './i18n/use-words.js';
import { ErrorBoundary } from './parts/error-boundary.js';
import { Shell } from './shell.js';

/** The nonce that this response's policy allows styles with; Vite's meta tag carries it. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

export function App() {
  const { language } = useWords();
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
      locale={language === 'zh' ? zhCN : enUS}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
      {...(nonce ? { csp: { nonce } } : {})}
    >
      <AntApp component={false}>
        <ErrorBoundary>
          {me === null && <SignIn mode={mode} onMode={choose} onSignedIn={setMe} />}
          {me && <Shell key={me.user} me={me} mode={mode} onMode={choose} onSignedOut={() => setMe(null)} />}
        </ErrorBoundary>
      </AntApp>
    </ConfigProvider>
  );
}
