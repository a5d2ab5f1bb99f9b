import { Select } from 'antd';
import { useCallback, useState } from 'react';
import { fetchQuestions, type LoggedQuestion } from '../api/administration.js';
import { LISTED } from '../api/listed.js';
import { formatCount, formatDuration, formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { useFetched } from '../parts/use-fetched.js';
import { Panel, Table } from './panel.js';

const THRESHOLDS = [0, 100, 1000, 5000] as const;

/** What was asked through every door and how long it took, the slowest or the latest first. */
export function Questions() {
  const { t, language } = useWords();
  const [order, setOrder] = useState<'latest' | 'slowest'>('slowest');
  const [atLeastMs, setAtLeastMs] = useState<number>(0);
  const fetched = useFetched(
    useCallback((signal: AbortSignal) => fetchQuestions(order, atLeastMs, signal), [order, atLeastMs]),
  );
  const longest = Math.max(1, ...(fetched.value ?? []).map((one) => one.durationMs));
  return (
    <Panel
      title={t('operations.questions')}
      text={t('operations.questionsText')}
      fetched={fetched}
      isEmpty={(list) => list.length === 0}
      controls={
        <>
          <Select
            aria-label={t('operations.order')}
            value={order}
            onChange={setOrder}
            options={(['slowest', 'latest'] as const).map((value) => ({ value, label: t(`operations.${value}`) }))}
          />
          <Select
            aria-label={t('operations.atLeast')}
            value={atLeastMs}
            onChange={setAtLeastMs}
            options={THRESHOLDS.map((value) => ({
              value,
              label: value === 0 ? t('operations.any') : `≥ ${formatDuration(value, language)}`,
            }))}
          />
        </>
      }
    >
      {(list) => (
        <Table
          label={t('operations.questions')}
          rows={list}
          most={LISTED}
          keyOf={(one) => `${one.at} ${one.user} ${one.door} ${one.durationMs} ${asked(one)}`}
          columns={[
            {
              key: 'duration',
              title: t('operations.took'),
              figure: true,
              cell: (one) => (
                <span className="took">
                  <i style={{ width: `${(100 * one.durationMs) / longest}%` }} aria-hidden="true" />
                  {formatDuration(one.durationMs, language)}
                </span>
              ),
            },
            { key: 'asked', title: t('operations.asked'), cell: (one) => <span title={asked(one)}>{asked(one)}</span> },
            { key: 'door', title: t('operations.door'), cell: (one) => t(`operations.doors.${one.door}`) },
            { key: 'user', title: t('operations.user'), cell: (one) => one.user },
            {
              key: 'layer',
              title: t('browse.layer'),
              cell: (one) => (one.cached ? t('browse.cached') : (one.layer ?? '–')),
            },
            {
              key: 'rows',
              title: t('browse.rowsRead'),
              figure: true,
              cell: (one) => (one.rowsRead === null ? '–' : formatCount(one.rowsRead, language)),
            },
            { key: 'at', title: t('operations.at'), cell: (one) => formatInstant(one.at, language) },
            { key: 'error', title: t('operations.result'), cell: (one) => one.error ?? t('operations.answered') },
          ]}
        />
      )}
    </Panel>
  );
}

/** `churn: churn_rate by province, month.quarter | tier`. */
const asked = ({ view, measures, dimensions, filteredBy }: LoggedQuestion): string =>
  [
    `${view}: ${measures.join(', ') || '–'}`,
    dimensions.length > 0 ? `by ${dimensions.join(', ')}` : '',
    filteredBy.length > 0 ? `| ${filteredBy.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join(' ');
