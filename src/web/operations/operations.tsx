import '../styles/operations.css';
import type { CatalogView } from '../api/types.js';
import { linkTo, useRoute } from '../app/route.js';
import { useWords } from '../i18n/use-words.js';
import { Empty } from '../parts/states.js';
import { Feeds } from './feeds.js';
import { Freshness } from './freshness.js';
import { Lineage } from './lineage.js';
import { Loads } from './loads.js';
import { Models } from './models.js';
import { Quarantine } from './quarantine.js';
import { Questions } from './questions.js';
import { Sessions } from './sessions.js';
import { Snapshots } from './snapshots.js';

const PARTS = ['loads', 'feeds', 'lineage', 'quarantine', 'snapshots', 'models', 'sessions', 'questions'] as const;

/** The running server for administrators: how fresh the data is, what loads did, the model in use, who asks what. */
export function Operations({ catalog }: { readonly catalog: readonly CatalogView[] }) {
  const { t } = useWords();
  const route = useRoute();
  const [name, ...given] = route.query.split('&');
  const part = PARTS.find((one) => one === name) ?? 'loads';
  const asked = new Map(
    given.map((pair): [string, string] => [pair.split('=')[0] ?? '', decodeURIComponent(pair.split('=')[1] ?? '')]),
  );
  const quarantine = catalog.find((one) => one.name === 'quarantine');
  return (
    <main className="operations">
      <header className="operations-head">
        <h1>{t('nav.operations')}</h1>
        <Freshness />
      </header>
      <nav className="parts" aria-label={t('operations.parts')}>
        {PARTS.map((one) => (
          <a key={one} href={linkTo('operations', one)} aria-current={one === part ? 'page' : undefined}>
            {t(`operations.${one}`)}
          </a>
        ))}
      </nav>
      {part === 'loads' && <Loads />}
      {part === 'feeds' && <Feeds />}
      {part === 'lineage' && <Lineage catalog={catalog} />}
      {part === 'quarantine' &&
        (quarantine ? (
          <Quarantine
            key={route.query}
            view={quarantine}
            start={{ run_id: asked.get('run') ?? null, file_name: asked.get('file') ?? null }}
          />
        ) : (
          <Empty title={t('error.FORBIDDEN')} />
        ))}
      {part === 'snapshots' && <Snapshots />}
      {part === 'models' && <Models />}
      {part === 'sessions' && <Sessions />}
      {part === 'questions' && <Questions />}
    </main>
  );
}
