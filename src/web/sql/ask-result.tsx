import { useEffect, useMemo } from 'react';
import { RowGrid } from '../grid/row-grid.js';
import { useWords } from '../i18n/use-words.js';
import { announce } from '../parts/announce.js';
import { WarnIcon } from '../parts/icons.js';
import { Empty, Failure } from '../parts/states.js';
import { isNumeric, type SqlAnswer, SqlRefusal } from './run-sql.js';
import type { Run, RunKind } from './use-run.js';

interface AskResultProps {
  readonly kind: RunKind;
  readonly run: Run;
  readonly running: boolean;
  readonly cancelled: boolean;
  readonly onAgain: () => void;
}

/** What the last statement answered, or why it did not. */
export function AskResult({ kind, run, running, cancelled, onAgain }: AskResultProps) {
  const { t, language } = useWords();
  const { answer, error } = run;
  const number = new Intl.NumberFormat(language);
  const told = answer
    ? t('ask.answered', { rows: number.format(answer.rows.length), ms: number.format(Math.round(answer.durationMs)) })
    : '';
  useEffect(() => {
    if (told) announce(told);
  }, [told]);
  return (
    <>
      <div className={`ask-result${running ? ' stale' : ''}`} aria-busy={running}>
        {running && <div className="waiting" role="progressbar" aria-label={t('common.loading')} />}
        {error instanceof SqlRefusal && error.sqlState !== null ? (
          <Refusal error={error} />
        ) : error !== null && running ? (
          <span className="skeleton block" />
        ) : error !== null ? (
          <Failure error={error} onRetry={onAgain} />
        ) : !answer ? (
          <Empty title={t('ask.startTitle')}>
            <p>{t('ask.startText')}</p>
          </Empty>
        ) : kind === 'explain' ? (
          <pre className="ask-plan" tabIndex={0} aria-label={t('ask.explain')}>
            {answer.rows.map(([line]) => line).join('\n')}
          </pre>
        ) : answer.columns.length === 0 ? (
          <Empty title={answer.command} />
        ) : (
          <Rows answer={answer} />
        )}
      </div>
      <p className="ask-status" role="status">
        {cancelled ? t('ask.cancelled') : running ? t('ask.running') : told}
        {!running && answer?.cutBecause && (
          <strong className="cut">
            <WarnIcon /> {t('ask.cut', { rows: number.format(answer.rows.length) })}
          </strong>
        )}
      </p>
    </>
  );
}

function Refusal({ error }: { readonly error: SqlRefusal }) {
  const { t } = useWords();
  return (
    <div className="ask-refusal" role="alert">
      <h2>
        <WarnIcon /> {error.message}
      </h2>
      {error.hint && <p>{error.hint}</p>}
      <p className="fine">
        SQLSTATE {error.sqlState}
        {error.position !== null && ` · ${t('ask.at', { position: error.position })}`}
      </p>
    </div>
  );
}

function Rows({ answer }: { readonly answer: SqlAnswer }) {
  const { t } = useWords();
  const columns = useMemo(
    () =>
      answer.columns.map(({ name, type }, at) => ({
        key: `${at}.${name}`,
        title: name,
        note: type,
        figure: isNumeric(type),
      })),
    [answer],
  );
  const rows = useMemo(() => answer.rows.map((row) => row.map((cell) => cell ?? 'NULL')), [answer]);
  return <RowGrid label={t('ask.result')} columns={columns} rows={rows} numbered />;
}
