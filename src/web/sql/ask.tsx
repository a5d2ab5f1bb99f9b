import '../styles/browse.css';
import '../styles/ask.css';
import { Segmented, Select } from 'antd';
import { Suspense, useCallback, useMemo, useRef, useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { useWords } from '../i18n/use-words.js';
import { announce } from '../parts/announce.js';
import { ExportIcon } from '../parts/icons.js';
import { lazyPart } from '../parts/lazy-part.js';
import { AskResult } from './ask-result.js';
import { AskSide } from './ask-side.js';
import { SqlRefusal } from './run-sql.js';
import { saveResult } from './save-result.js';
import type { EditorHandle } from './sql-editor.js';
import { keepDraft, keptDraft } from './sql-history.js';
import { startStatement } from './suggestions.js';
import { type RunKind, useRun } from './use-run.js';

const SqlEditor = lazyPart(() => import('./sql-editor.js').then(({ SqlEditor }) => SqlEditor));

interface AskProps {
  readonly catalog: readonly CatalogView[];
  readonly me: Me;
  readonly mode: Mode;
}

const ROW_CAPS = [1000, 10_000, 100_000];

/** The SQL console: what the SQL port answers, in the page, and the way to GraphiQL. */
export function Ask({ catalog, me, mode }: AskProps) {
  const { t, language } = useWords();
  const editor = useRef<EditorHandle | null>(null);
  const start = useMemo(() => keptDraft(me.user) ?? startStatement(catalog), [me.user, catalog]);
  const [maxRows, setMaxRows] = useState(ROW_CAPS[1] ?? 0);
  const [tab, setTab] = useState<RunKind>('result');
  const { runs, running, cancelled, history, start: startRun, cancel, forget } = useRun(me.user);
  const run = runs[tab];
  const go = useCallback(
    (kind: RunKind) => {
      setTab(kind);
      const chosen = editor.current?.chosen();
      if (chosen) void startRun(kind, chosen.sql, chosen.from, maxRows);
      else announce(t('ask.empty'));
    },
    [startRun, maxRows, t],
  );
  const wrongAt =
    run.error instanceof SqlRefusal && run.error.position !== null ? run.from + run.error.position - 1 : null;
  const number = new Intl.NumberFormat(language);
  return (
    <main className="ask">
      <h1 className="sr">{t('ask.title')}</h1>
      <AskSide
        catalog={catalog}
        history={history}
        onInsert={(text) => editor.current?.insert(text)}
        onReplace={(text) => editor.current?.replace(text)}
        onForget={forget}
      />
      <section className="ask-work">
        <div className="ask-bar" role="toolbar" aria-label={t('ask.actions')}>
          <button type="button" className="quiet on" onClick={() => go('result')} title="Ctrl+Enter">
            {t('ask.run')} <kbd>Ctrl ⏎</kbd>
          </button>
          <button type="button" className="quiet" disabled={!running} onClick={cancel}>
            {t('ask.cancel')}
          </button>
          <Select
            size="small"
            aria-label={t('ask.rowCap')}
            value={maxRows}
            options={ROW_CAPS.map((value) => ({ value, label: t('ask.atMost', { rows: number.format(value) }) }))}
            onChange={setMaxRows}
          />
          <a className="quiet end" href="/graphql" target="_blank" rel="noreferrer">
            GraphiQL ↗
          </a>
        </div>
        <div className="ask-editor">
          <Suspense fallback={<span className="skeleton block" />}>
            <SqlEditor
              catalog={catalog}
              mode={mode}
              start={start}
              wrongAt={wrongAt}
              handle={editor}
              onChange={(text) => keepDraft(me.user, text)}
              onRun={() => go('result')}
            />
          </Suspense>
        </div>
        <div className="ask-bar">
          <Segmented
            size="small"
            value={tab}
            options={[
              { value: 'result', label: t('ask.result') },
              { value: 'explain', label: t('ask.explain') },
            ]}
            onChange={(kind) => {
              // The plan of what was just run, unless something else is chosen by then.
              if (kind === 'explain' && editor.current?.chosen()?.sql !== runs.explain.sql) go('explain');
              else setTab(kind === 'explain' ? 'explain' : 'result');
            }}
          />
          <button
            type="button"
            className="quiet end"
            disabled={!run.answer || run.answer.columns.length === 0}
            onClick={() => run.answer && saveResult(run.answer)}
          >
            <ExportIcon /> CSV
          </button>
        </div>
        <AskResult kind={tab} run={run} running={running} cancelled={cancelled} onAgain={() => go(tab)} />
      </section>
    </main>
  );
}
