import { App, Drawer } from 'antd';
import { formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure } from '../parts/states.js';
import { useAsked } from '../parts/use-asked.js';
import type { Report } from './report.js';
import { fetchVersions, showVersion } from './report-api.js';

interface VersionsPanelProps {
  readonly report: Report;
  readonly dirty: boolean;
  readonly onClose: () => void;
  readonly onShown: (report: Report) => void;
}

/** What was saved when; the owner goes back to an earlier version, and forward again until another is saved. */
export function VersionsPanel({ report, dirty, onClose, onShown }: VersionsPanelProps) {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const {
    value: versions,
    error,
    again: load,
  } = useAsked(['versions', report.id, report.version], () => fetchVersions(report.id));
  const show = (version: number) =>
    showVersion(report.id, version).then(onShown, (problem: unknown) => {
      void message.error(problem instanceof Error ? problem.message : String(problem));
    });
  return (
    <Drawer open onClose={onClose} title={t('reports.versions')} size={420}>
      {error !== null && <Failure error={error} onRetry={load} />}
      {dirty && <p className="alert">{t('reports.unsaved')}</p>}
      <ol className="report-versions">
        {(versions ?? []).map(({ version, title, savedBy, savedAt, current }) => (
          <li key={version} aria-current={current ? 'true' : undefined}>
            <span>
              <strong>{t('reports.version', { version })}</strong> {title}
              <span className="fine">
                {formatInstant(savedAt, language)} · {savedBy}
              </span>
            </span>
            {current ? (
              <span className="fine">{t('reports.current')}</span>
            ) : (
              report.mine && (
                <button type="button" className="quiet" disabled={dirty} onClick={() => void show(version)}>
                  {t('reports.showVersion')}
                </button>
              )
            )}
          </li>
        ))}
      </ol>
    </Drawer>
  );
}
