import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../api/client.js';
import { signIn } from '../api/session.js';
import type { SignedIn } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { Preferences } from './preferences.js';
import type { Mode } from './theme.js';

interface SignInProps {
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly onSignedIn: (me: SignedIn) => void;
}

export function SignIn({ mode, onMode, onSignedIn }: SignInProps) {
  const { t } = useWords();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    signIn(user.trim(), password)
      .then(onSignedIn, (error: unknown) => {
        const code = error instanceof ApiError ? error.code : 'INTERNAL';
        setProblem(
          t(code === 'UNAUTHENTICATED' ? 'session.wrong' : code === 'TOO_MANY' ? 'session.tooMany' : 'session.failed'),
        );
      })
      .finally(() => setBusy(false));
  };
  return (
    <div className="door">
      <div className="door-art" aria-hidden="true">
        <Curves />
        <div className="brand">
          <img src="/mark.svg" alt="" /> Tenure
        </div>
        <p>{t('brand.tagline')}</p>
      </div>
      <main className="door-form">
        <div className="end">
          <Preferences mode={mode} onMode={onMode} />
        </div>
        <form onSubmit={submit}>
          <h1>{t('session.title')}</h1>
          <label>
            {t('session.user')}
            <Input
              size="large"
              autoFocus
              autoComplete="username"
              name="user"
              value={user}
              onChange={(e) => setUser(e.target.value)}
            />
          </label>
          <label>
            {t('session.password')}
            <Input.Password
              size="large"
              autoComplete="current-password"
              name="password"
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
          </label>
          {problem && (
            <div className="alert" role="alert">
              {problem}
            </div>
          )}
          <Button type="primary" htmlType="submit" size="large" loading={busy} disabled={!user || !password}>
            {t('session.submit')}
          </Button>
          <p className="hint">{t('session.hint')}</p>
        </form>
      </main>
    </div>
  );
}

/** Survival curves, falling: what the product is about. */
function Curves() {
  const curve = (rate: number) =>
    Array.from(
      { length: 41 },
      (_, i) => `${i === 0 ? 'M' : 'L'}${(i * 20).toFixed(0)} ${(400 - 340 * Math.exp((-rate * i) / 40)).toFixed(1)}`,
    ).join(' ');
  return (
    <svg className="curves" viewBox="0 0 800 400" preserveAspectRatio="none">
      {[0.35, 0.7, 1.15, 1.8, 2.9].map((rate, i) => (
        <g key={rate}>
          <path d={`${curve(rate)} L800 400 L0 400 Z`} fill="#1d7c84" fillOpacity={0.1 + i * 0.02} />
          <path
            d={curve(rate)}
            fill="none"
            stroke="#7fd0d5"
            strokeOpacity={0.75 - i * 0.12}
            strokeWidth="1.6"
            vectorEffect="non-scaling-stroke"
          />
        </g>
      ))}
    </svg>
  );
}
