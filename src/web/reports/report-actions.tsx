import { App, Dropdown } from 'antd';
import { Suspense, useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { ExportIcon, MoreIcon, RedoIcon, UndoIcon } from '../parts/icons.js';
import { lazyPart } from '../parts/lazy-part.js';
import { saveBlob, saveUrl } from '../parts/save-file.js';
import type { ParameterValues, Report, ReportDocument } from './report.js';
import { copyReport, createReport } from './report-api.js';
import { openReport } from './report-list.js';
import type { useReport } from './use-report.js';

const SharePanel = lazyPart(() => import('./share-panel.js').then(({ SharePanel }) => SharePanel));
const VersionsPanel = lazyPart(() => import('./versions-panel.js').then(({ VersionsPanel }) => VersionsPanel));
const SchedulesPanel = lazyPart(() => import('./schedules-panel.js').then(({ SchedulesPanel }) => SchedulesPanel));
const MembersPanel = lazyPart(() => import('./members-panel.js').then(({ MembersPanel }) => MembersPanel));

interface ReportActionsProps {
  readonly kept: ReturnType<typeof useReport>;
  readonly report: Report;
  readonly document: ReportDocument;
  readonly page: number;
  readonly parameters: ParameterValues;
  readonly catalog: readonly CatalogView[];
  readonly roles: Me['roles'];
  readonly editing: boolean;
  readonly onEditing: (editing: boolean) => void;
  /** The page that is shown as a picture. */
  readonly paint: () => Promise<Blob | null>;
}

type Panel = 'share' | 'versions' | 'schedules' | 'members';

/** What can be done with a report as a whole. */
export function ReportActions(props: ReportActionsProps) {
  const { kept, report, document, parameters, catalog, roles, editing, onEditing, paint } = props;
  const { t } = useWords();
  const { message } = App.useApp();
  const [panel, setPanel] = useState<Panel | null>(null);
  const failed = (problem: unknown) => void message.error(problem instanceof Error ? problem.message : String(problem));
  const save = () => kept.save().then(() => void message.success(t('reports.saved')), failed);
  /** What leaves the page for others works on what is stored: first what is on the screen is saved. */
  const saved = (then: () => unknown) => (kept.dirty ? kept.save().then(then, failed) : then());
  /** A copy is of what is on the screen, also where a conflict keeps that from being saved. */
  const copied = () => (kept.dirty ? createReport(document, report.folder) : copyReport(report.id, report.folder));
  const file = async (kind: string) => {
    if (kind === 'json')
      saveBlob(
        new Blob([`${JSON.stringify(document, null, 2)}\n`], { type: 'application/json' }),
        `${document.title}.json`,
      );
    else if (kind === 'png') {
      const picture = await paint();
      if (picture) saveBlob(picture, `${document.title}.png`);
    } else {
      const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
      saveUrl(`/export/reports/${report.id}.${kind}?${query}`, `${document.title}.${kind}`);
    }
  };
  const more = (key: string) => {
    if (key === 'link') {
      const url = new URL(window.location.href);
      const asked = new URLSearchParams(url.hash.split('?')[1]);
      asked.delete('edit');
      url.hash = `#/reports?${asked}`;
      navigator.clipboard.writeText(url.href).then(() => void message.success(t('common.copied')), failed);
    } else if (key === 'copy') copied().then(({ id }) => openReport(id, '&edit=1'), failed);
    else if (key === 'versions') setPanel(key);
    else void saved(() => setPanel(key as Panel));
  };
  return (
    <>
      {editing && (
        <>
          <button
            type="button"
            className="quiet"
            disabled={!kept.canUndo}
            aria-label={t('browse.undo')}
            onClick={() => kept.dispatch({ type: 'undo' })}
          >
            <UndoIcon />
          </button>
          <button
            type="button"
            className="quiet"
            disabled={!kept.canRedo}
            aria-label={t('browse.redo')}
            onClick={() => kept.dispatch({ type: 'redo' })}
          >
            <RedoIcon />
          </button>
          <button type="button" className="quiet" onClick={() => setPanel('members')}>
            {t('reports.members')}
          </button>
          <button
            type="button"
            className={`quiet${kept.dirty ? ' on' : ''}`}
            disabled={!kept.dirty}
            onClick={() => void save()}
          >
            {t('reports.save')}
          </button>
        </>
      )}
      {report.mine && (
        <button
          type="button"
          className="quiet"
          aria-pressed={editing}
          onClick={() => void (editing ? saved(() => onEditing(false)) : onEditing(true))}
        >
          {t(editing ? 'reports.done' : 'reports.edit')}
        </button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'xlsx', label: 'Excel' },
            { key: 'csv', label: 'CSV' },
            { key: 'png', label: t('reports.png') },
            { key: 'json', label: t('reports.json') },
          ],
          onClick: ({ key }) => void file(key).catch(failed),
        }}
      >
        <button type="button" className="quiet">
          <ExportIcon /> {t('browse.export')}
        </button>
      </Dropdown>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'link', label: t('reports.link') },
            ...(report.mine ? [{ key: 'share', label: t('reports.share') }] : []),
            { key: 'schedules', label: t('reports.schedules') },
            { key: 'versions', label: t('reports.versions') },
            { key: 'copy', label: t('reports.copy') },
          ],
          onClick: ({ key }) => more(key),
        }}
      >
        <button type="button" className="quiet" aria-label={t('common.more')}>
          <MoreIcon />
        </button>
      </Dropdown>
      <Suspense>
        {panel === 'share' && (
          <SharePanel report={report} roles={roles} onClose={() => setPanel(null)} onChanged={kept.load} />
        )}
        {panel === 'versions' && (
          <VersionsPanel report={report} dirty={kept.dirty} onClose={() => setPanel(null)} onShown={kept.show} />
        )}
        {panel === 'schedules' && <SchedulesPanel report={report} onClose={() => setPanel(null)} />}
        {panel === 'members' && (
          <MembersPanel
            document={document}
            catalog={catalog}
            onChange={(parameters, calculated) => kept.dispatch({ type: 'members', parameters, calculated })}
            onBind={(parameter, member) => kept.dispatch({ type: 'bind', parameter, member })}
            onClose={() => setPanel(null)}
          />
        )}
      </Suspense>
    </>
  );
}
