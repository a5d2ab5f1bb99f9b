import { Input, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import type { CatalogView } from '../api/types.js';
import { formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { ChevronDown, ChevronRight } from '../parts/icons.js';
import type { Ran } from './sql-history.js';
import { askedAs } from './suggestions.js';

interface AskSideProps {
  readonly catalog: readonly CatalogView[];
  readonly history: readonly Ran[];
  readonly onInsert: (text: string) => void;
  readonly onReplace: (text: string) => void;
  readonly onForget: () => void;
}

/** What there is to ask, and what was asked. */
export function AskSide({ catalog, history, onInsert, onReplace, onForget }: AskSideProps) {
  const { t } = useWords();
  const [tab, setTab] = useState<'subjects' | 'history'>('subjects');
  return (
    <aside className="fields ask-side" aria-label={t('ask.side')}>
      <div className="fields-head">
        <Segmented
          block
          size="small"
          value={tab}
          options={[
            { value: 'subjects', label: t('ask.subjects') },
            { value: 'history', label: t('ask.history') },
          ]}
          onChange={(next) => setTab(next === 'history' ? 'history' : 'subjects')}
        />
      </div>
      {tab === 'subjects' ? (
        <Subjects catalog={catalog} onInsert={onInsert} />
      ) : (
        <History history={history} onReplace={onReplace} onForget={onForget} />
      )}
    </aside>
  );
}

function Subjects({ catalog, onInsert }: Pick<AskSideProps, 'catalog' | 'onInsert'>) {
  const { t, titleOf } = useWords();
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const wanted = search.trim().toLowerCase();
  const found = useMemo(() => {
    const fits = (one: Parameters<typeof titleOf>[0]) =>
      wanted === '' || one.name.includes(wanted) || titleOf(one).toLowerCase().includes(wanted);
    return catalog.flatMap((view) => {
      const whole = fits(view);
      const dimensions = view.dimensions.filter((one) => whole || fits(one));
      const measures = view.measures.filter((one) => whole || fits(one));
      return dimensions.length + measures.length > 0 ? [{ view, dimensions, measures }] : [];
    });
  }, [catalog, wanted, titleOf]);
  return (
    <div className="fields-body">
      <Input
        allowClear
        size="small"
        placeholder={t('browse.searchFields')}
        aria-label={t('browse.searchFields')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {found.map(({ view, dimensions, measures }) => {
        const shown = open === view.name || (wanted !== '' && found.length <= 3);
        return (
          <div key={view.name}>
            <button
              type="button"
              className="field"
              aria-expanded={shown}
              title={view.description}
              onClick={() => setOpen(shown ? null : view.name)}
            >
              {shown ? <ChevronDown /> : <ChevronRight />}
              <span>
                <code>{view.name}</code> <small>{titleOf(view)}</small>
              </span>
            </button>
            {shown && (
              <ul>
                {dimensions.map((one) => (
                  <Member key={one.name} name={one.name} title={titleOf(one)} text={one.name} onInsert={onInsert} />
                ))}
                {measures.map((one) => (
                  <Member
                    key={one.name}
                    measure
                    name={one.name}
                    title={titleOf(one)}
                    text={askedAs(one)}
                    onInsert={onInsert}
                  />
                ))}
              </ul>
            )}
          </div>
        );
      })}
    </div>
  );
}

interface MemberProps {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly measure?: boolean;
  readonly onInsert: (text: string) => void;
}

function Member({ name, title, text, measure = false, onInsert }: MemberProps) {
  const { t } = useWords();
  return (
    <li>
      <button
        type="button"
        className={`field member${measure ? ' measure' : ''}`}
        title={t('ask.insert', { text })}
        onClick={() => onInsert(text)}
      >
        <span>
          <code>{name}</code> <small>{title}</small>
        </span>
      </button>
    </li>
  );
}

function History({ history, onReplace, onForget }: Pick<AskSideProps, 'history' | 'onReplace' | 'onForget'>) {
  const { t, language } = useWords();
  if (history.length === 0) return <p className="fine ask-none">{t('ask.historyNone')}</p>;
  return (
    <div className="fields-body">
      <ol className="ask-history">
        {history.map((one) => (
          <li key={one.sql}>
            <button type="button" className="plain" title={one.sql} onClick={() => onReplace(one.sql)}>
              <code>{one.sql}</code>
              <span className="fine">
                {formatInstant(one.at, language)} ·{' '}
                {one.outcome === 'answered' ? t('ask.rows', { count: one.rows ?? 0 }) : t(`ask.${one.outcome}`)}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <button type="button" className="quiet" onClick={onForget}>
        {t('ask.forget')}
      </button>
    </div>
  );
}
