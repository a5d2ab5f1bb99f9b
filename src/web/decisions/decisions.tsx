import '../styles/home.css';
import '../styles/browse.css';
import '../styles/decisions.css';
import type { CatalogView, Me } from '../api/types.js';
import { linkTo, useRoute } from '../app/route.js';
import type { Mode } from '../app/theme.js';
import { useWords } from '../i18n/use-words.js';
import { Contact } from './contact.js';
import { Rules } from './rules.js';
import { Why } from './why.js';
import { Worth } from './worth.js';

/** What each part needs to see: a subject, and measures of it. */
const NEEDS = {
  contact: ['decisions'],
  why: ['churn', 'churned', 'customer_months'],
  worth: ['risk', 'concentration_gini', 'concentration_lorenz'],
  rules: ['valuation', 'customer_months'],
} as const;
type Part = keyof typeof NEEDS;

interface DecisionsProps {
  readonly catalog: readonly CatalogView[];
  readonly me: Me;
  readonly mode: Mode;
}

const viewOf = (catalog: readonly CatalogView[], part: Part): CatalogView | undefined => {
  const [subject, ...measures] = NEEDS[part];
  return catalog.find(
    ({ name, measures: known }) =>
      name === subject && measures.every((measure) => known.some((one) => one.name === measure)),
  );
};

/** Whom to contact, why customers leave, who is worth what, and whom to call big: parts that the address names. */
export function Decisions({ catalog, me, mode }: DecisionsProps) {
  const { t } = useWords();
  const asked = new URLSearchParams(useRoute().query).get('part');
  const parts = (Object.keys(NEEDS) as Part[]).flatMap((part) => {
    const view = viewOf(catalog, part);
    return view ? [{ part, view }] : [];
  });
  const shown = parts.find(({ part }) => part === asked) ?? parts[0];
  return (
    <main className="decisions">
      <nav className="decision-parts" aria-label={t('decisions.parts.label')}>
        {parts.map(({ part }) => (
          <a
            key={part}
            href={linkTo('decisions', part === 'contact' ? '' : `part=${part}`)}
            aria-current={part === shown?.part ? 'page' : undefined}
          >
            {t(`decisions.parts.${part}`)}
          </a>
        ))}
      </nav>
      {shown?.part === 'contact' && <Contact view={shown.view} mode={mode} />}
      {shown?.part === 'why' && <Why view={shown.view} />}
      {shown?.part === 'worth' && <Worth view={shown.view} mode={mode} />}
      {shown?.part === 'rules' && <Rules me={me} />}
    </main>
  );
}
