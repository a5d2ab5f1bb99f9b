import { Suspense } from 'react';
import { fetchCatalog, type KnownCatalog } from './api/operations.js';
import { signOut } from './api/session.js';
import type { Me, Rights, SignedIn } from './api/types.js';
import { Account } from './app/account.js';
import { Preferences } from './app/preferences.js';
import { linkTo, useRoute } from './app/route.js';
import { ScoresProgress } from './app/scores-progress.js';
import type { Mode } from './app/theme.js';
import { customersView } from './customer/customer-views.js';
import { learnFactors } from './i18n/factors.js';
import { learnNames } from './i18n/members.js';
import { useWords } from './i18n/use-words.js';
import { ErrorBoundary } from './parts/error-boundary.js';
import { SignOutIcon } from './parts/icons.js';
import { lazyPart } from './parts/lazy-part.js';
import { Failure } from './parts/states.js';
import { useAsked } from './parts/use-asked.js';

const Ask = lazyPart(() => import('./sql/ask.js').then(({ Ask }) => Ask));
const Home = lazyPart(() => import('./home/home.js').then(({ Home }) => Home));
const Customer = lazyPart(() => import('./customer/customer.js').then(({ Customer }) => Customer));
const Operations = lazyPart(() => import('./operations/operations.js').then(({ Operations }) => Operations));
const Decisions = lazyPart(() => import('./decisions/decisions.js').then(({ Decisions }) => Decisions));
const Reports = lazyPart(() => import('./reports/reports.js').then(({ Reports }) => Reports));
const Browse = lazyPart(() => import('./browse/browse.js').then(({ Browse }) => Browse));

/** The catalogue, once the page knows what the model calls members and factors. */
async function knownCatalog(): Promise<KnownCatalog> {
  const known = await fetchCatalog();
  learnNames(known.names);
  learnFactors(known.factors);
  return known;
}

interface ShellProps {
  readonly me: SignedIn;
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly onSignedOut: () => void;
}

/** Until the catalogue is there. */
const NO_RIGHTS: Rights = { rights: [], home: [], roles: [] };

const PAGES = ['home', 'browse', 'reports', 'decisions', 'customer', 'ask', 'operations'] as const;

/** The frame around every page, once somebody is signed in; it holds the catalogue that all pages need. */
export function Shell({ me: signedIn, mode, onMode, onSignedOut }: ShellProps) {
  const { t, language } = useWords();
  const route = useRoute();
  // Descriptions come in the reader's language.
  const { value: known, error: problem, again: load } = useAsked(['catalog', language], knownCatalog, { keeps: true });
  const catalog = known?.views ?? null;
  const me: Me = { ...NO_RIGHTS, ...known?.rights, ...signedIn };
  const decisionsView = catalog?.find(({ name }) => name === 'decisions');
  // Who may not see single customers has no page of them, nor of decisions who may not see those.
  const offered = {
    home: true,
    browse: true,
    reports: true,
    decisions: decisionsView !== undefined,
    customer: catalog && customersView(catalog),
    ask: me.rights.includes('console'),
    operations: me.rights.includes('operations'),
  };
  const pages = PAGES.filter((one) => offered[one]);
  const page = pages.find((one) => one === route.page) ?? PAGES[0];
  return (
    <div className="shell">
      <header className="top">
        <div className="brand">
          <img src="/mark.svg" alt="" /> Tenure
        </div>
        <nav className="nav" aria-label={t('nav.main')}>
          {pages.map((one) => (
            <a key={one} href={linkTo(one)} aria-current={one === page ? 'page' : undefined}>
              {t(`nav.${one}`)}
            </a>
          ))}
        </nav>
        <div className="top-end">
          <Account user={me.user} groups={me.groups} onSignedOut={onSignedOut} />
          <Preferences mode={mode} onMode={onMode} />
          <button
            type="button"
            className="quiet"
            title={t('session.signOut')}
            aria-label={t('session.signOut')}
            onClick={() => void signOut().finally(onSignedOut)}
          >
            <SignOutIcon />
          </button>
        </div>
      </header>
      <ScoresProgress />
      <ErrorBoundary key={page}>
        {problem !== null && <Failure error={problem} onRetry={load} />}
        {catalog && (
          <Suspense fallback={<main aria-busy="true" />}>
            {page === 'home' && <Home catalog={catalog} me={me} />}
            {page === 'reports' && <Reports catalog={catalog} me={me} mode={mode} />}
            {page === 'decisions' && <Decisions catalog={catalog} me={me} mode={mode} />}
            {page === 'ask' && <Ask catalog={catalog} me={me} mode={mode} />}
            {page === 'customer' && <Customer catalog={catalog} mode={mode} />}
            {page === 'operations' && <Operations catalog={catalog} />}
            {page === 'browse' && <Browse catalog={catalog} me={me} mode={mode} />}
          </Suspense>
        )}
      </ErrorBoundary>
    </div>
  );
}
