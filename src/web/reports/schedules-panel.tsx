import { App, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import { formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { CloseIcon } from '../parts/icons.js';
import { Failure } from '../parts/states.js';
import { useAsked } from '../parts/use-asked.js';
import type { Report } from './report.js';
import { fetchSchedules, scheduleReport, unscheduleReport } from './report-api.js';

const TIMES: Readonly<Record<string, string>> = {
  daily: '0 7 * * *',
  weekly: '0 7 * * 1',
  monthly: '0 7 2 * *',
};

/** One's own scheduled exports of a report, what they made, and when they run next. */
export function SchedulesPanel({ report, onClose }: { readonly report: Report; readonly onClose: () => void }) {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const {
    value: schedules,
    error,
    again: load,
  } = useAsked(['schedules', report.id], async () =>
    (await fetchSchedules()).filter(({ reportId }) => reportId === report.id),
  );
  const [time, setTime] = useState('monthly');
  const [pattern, setPattern] = useState(TIMES.monthly ?? '');
  const [format, setFormat] = useState('xlsx');
  const failed = (problem: unknown) => void message.error(problem instanceof Error ? problem.message : String(problem));
  return (
    <Drawer open onClose={onClose} title={t('reports.schedules')} size={520}>
      <p className="fine">{t('reports.schedulesText')}</p>
      <div className="report-schedule-new">
        <Select
          aria-label={t('reports.when')}
          value={time}
          options={[...Object.keys(TIMES), 'own'].map((value) => ({ value, label: t(`reports.times.${value}`) }))}
          onChange={(next) => {
            setTime(next);
            setPattern(TIMES[next] ?? pattern);
          }}
        />
        <Input
          aria-label={t('reports.cron')}
          title={t('reports.cron')}
          value={pattern}
          disabled={time !== 'own'}
          onChange={(event) => setPattern(event.target.value)}
        />
        <Select
          aria-label={t('reports.format')}
          value={format}
          options={[
            { value: 'xlsx', label: 'Excel' },
            { value: 'csv', label: 'CSV' },
          ]}
          onChange={setFormat}
        />
        <button
          type="button"
          className="quiet on"
          onClick={() => void scheduleReport(report.id, pattern, format).then(load, failed)}
        >
          {t('reports.schedule')}
        </button>
      </div>
      {error !== null && <Failure error={error} onRetry={load} />}
      {schedules?.length === 0 && <p className="fine">{t('reports.schedulesNone')}</p>}
      <ul className="report-schedules">
        {(schedules ?? []).map((one) => (
          <li key={one.id}>
            <div className="schedule">
              <code>{one.cron}</code> {one.format.toUpperCase()}
              <span className="fine">{t('reports.next', { time: formatInstant(one.nextAt, language) })}</span>
              <button
                type="button"
                className="quiet end"
                aria-label={t('reports.unschedule')}
                onClick={() => void unscheduleReport(one.id).then(load, failed)}
              >
                <CloseIcon />
              </button>
            </div>
            {one.exports.length === 0 && <p className="fine">{t('reports.exportsNone')}</p>}
            {one.exports.map(({ dueAt, state, files, error: why }) => (
              <p key={dueAt} className="fine">
                {formatInstant(dueAt, language)} · {t(`reports.state.${state}`)} {why ?? files.join(', ')}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
